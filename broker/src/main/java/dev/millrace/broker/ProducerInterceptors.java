package dev.millrace.broker;

import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interceptors of a producer, one after the other. One that throws is reported and passed over, as Kafka's clients
 * do.
 */
final class ProducerInterceptors<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(ProducerInterceptors.class);

    private final List<ProducerInterceptor<K, V>> interceptors;

    ProducerInterceptors(List<ProducerInterceptor<K, V>> interceptors) {
        this.interceptors = interceptors;
    }

    ProducerRecord<K, V> onSend(ProducerRecord<K, V> original) {
        ProducerRecord<K, V> record = original;
        for (ProducerInterceptor<K, V> interceptor : interceptors) {
            try {
                record = interceptor.onSend(record);
            } catch (RuntimeException e) {
                LOG.warn("{} failed on a record for {}", interceptor.getClass().getName(), record.topic(), e);
            }
        }
        return record;
    }

    /** The callback that tells the interceptors first; the given one if there are none. */
    @Nullable
    Callback around(ProducerRecord<K, V> record, @Nullable Callback callback) {
        if (interceptors.isEmpty()) {
            return callback;
        }
        return (metadata, error) -> {
            onAcknowledgement(record, metadata, error);
            if (callback != null) {
                callback.onCompletion(metadata, error);
            }
        };
    }

    /**
     * A record could not be sent, and the error is thrown at the sender: no callback hears of it, but the interceptors
     * do.
     */
    void onSendError(ProducerRecord<K, V> record, Exception error) {
        if (!interceptors.isEmpty()) {
            onAcknowledgement(record, SendFuture.noMetadata(record), error);
        }
    }

    private void onAcknowledgement(ProducerRecord<K, V> record, RecordMetadata metadata, Exception error) {
        for (ProducerInterceptor<K, V> interceptor : interceptors) {
            try {
                interceptor.onAcknowledgement(metadata, error, record.headers());
            } catch (RuntimeException e) {
                LOG.warn(
                        "{} failed on an acknowledgement from {}",
                        interceptor.getClass().getName(),
                        metadata,
                        e);
            }
        }
    }

    void close() {
        for (ProducerInterceptor<K, V> interceptor : interceptors) {
            try {
                interceptor.close();
            } catch (RuntimeException e) {
                LOG.warn("{} failed to close", interceptor.getClass().getName(), e);
            }
        }
    }
}
