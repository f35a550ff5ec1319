package dev.millrace.runtime;

import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.KafkaClientSupplier;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients of a broker in this process. Closing them does not close the broker. */
public final class LocalClientSupplier implements KafkaClientSupplier {

    private final Supplier<LocalBroker> broker;

    /**
     * Clients of the broker that the supplier gives at each call; it stays the caller's to close.
     *
     * @param broker gives the broker, open as long as clients of it are
     */
    public LocalClientSupplier(Supplier<LocalBroker> broker) {
        this.broker = broker;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return broker.get().admin();
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return broker.get().producer(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return broker.get().consumer(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }
}
