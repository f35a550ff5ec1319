package dev.millrace.broker;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one {@code send}. Whoever waits for it makes the producer ship and sync, so it never waits for a
 * thread.
 */
final class SendFuture implements Future<RecordMetadata> {

    private static final Logger LOG = LoggerFactory.getLogger(SendFuture.class);

    private final Shipping shipping;
    private final SendBatch batch;
    private final int index;
    private final long timestampMs;
    private final int keySize;
    private final int valueSize;
    private final @Nullable Callback callback;

    SendFuture(
            Shipping shipping,
            SendBatch batch,
            int index,
            long timestampMs,
            int keySize,
            int valueSize,
            @Nullable Callback callback) {
        this.shipping = shipping;
        this.batch = batch;
        this.index = index;
        this.timestampMs = timestampMs;
        this.keySize = keySize;
        this.valueSize = valueSize;
        this.callback = callback;
    }

    @Override
    public RecordMetadata get() throws InterruptedException, ExecutionException {
        shipping.drive(batch);
        while (!shipping.answers(batch)) {
            batch.await(TimeUnit.SECONDS.toNanos(1));
        }
        return outcome();
    }

    @Override
    public RecordMetadata get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!shipping.answers(batch)) {
            shipping.request(batch);
        }
        if (!shipping.answers(batch) && !batch.await(unit.toNanos(timeout))) {
            throw new TimeoutException(
                    "No acknowledgement from " + batch.partition + " within " + timeout + " " + unit);
        }
        return outcome();
    }

    private RecordMetadata outcome() throws ExecutionException {
        RuntimeException error = batch.error();
        if (error != null) {
            throw new ExecutionException(error);
        }
        return metadata();
    }

    private RecordMetadata metadata() {
        long appendTimeMs = batch.appendTimeMs();
        return new RecordMetadata(
                batch.partition,
                batch.baseOffset(),
                index,
                appendTimeMs >= 0 ? appendTimeMs : timestampMs,
                keySize,
                valueSize);
    }

    void callBack() {
        if (callback == null) {
            return;
        }
        RuntimeException error = batch.error();
        call(callback, error == null ? metadata() : noMetadata(batch.partition), error);
    }

    /** A callback that throws, whatever it is, is the user's error; the others are still called. */
    @SuppressWarnings("NullAway") // Kafka's callback takes a null exception for success.
    static void call(Callback callback, RecordMetadata metadata, @Nullable Exception error) {
        try {
            callback.onCompletion(metadata, error);
        } catch (Throwable e) {
            LOG.error("A send callback failed for {}", metadata, e);
        }
    }

    /** What a callback gets with an error of a record that reached no batch. */
    static RecordMetadata noMetadata(ProducerRecord<?, ?> record) {
        int partition = record.partition() == null ? -1 : record.partition();
        return noMetadata(new TopicPartition(record.topic(), partition));
    }

    private static RecordMetadata noMetadata(TopicPartition partition) {
        return new RecordMetadata(partition, -1, -1, -1L, -1, -1);
    }

    @Override
    public boolean isDone() {
        return batch.isDone();
    }

    /** A record that was sent cannot be called back. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
