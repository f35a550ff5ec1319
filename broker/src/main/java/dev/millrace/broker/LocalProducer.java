package dev.millrace.broker;

import dev.millrace.broker.ProducerMetrics.Call;
import dev.millrace.broker.Routes.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A producer that appends to the logs of a broker in the same process.
 *
 * <p>Thread-safe. Callbacks run on the thread that made the batch durable: one that flushes, commits, waits for a
 * future, or the broker's driver.
 */
final class LocalProducer<K, V> implements Producer<K, V> {

    /** What a batch and a record in it cost on top of key, value and headers, at most. */
    private static final int OVERHEAD_BYTES = 61 + 21;

    private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

    private final LocalBroker broker;
    private final ProducerSettings settings;
    private final Serializer<K> keySerializer;
    private final Serializer<V> valueSerializer;
    private final ProducerInterceptors<K, V> interceptors;
    private final @Nullable Partitioner partitioner;

    private final ProducerTransaction transaction;
    private final Shipping shipping;
    private final Accumulator accumulator;
    private final ReentrantLock lock;
    private volatile boolean closed;

    LocalProducer(
            LocalBroker broker,
            ProducerSettings settings,
            @Nullable Serializer<K> keySerializer,
            @Nullable Serializer<V> valueSerializer) {
        this.broker = broker;
        this.settings = settings;
        this.keySerializer = settings.serializer(keySerializer, true);
        this.valueSerializer = settings.serializer(valueSerializer, false);
        this.interceptors = new ProducerInterceptors<>(settings.interceptors());
        this.partitioner = settings.partitioner();
        this.transaction = new ProducerTransaction(broker, settings);
        this.shipping = new Shipping(broker, settings, transaction);
        this.accumulator = shipping.accumulator;
        this.lock = shipping.lock;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> record) {
        return send(record, null);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> original, @Nullable Callback callback) {
        ensureUsable();
        ProducerRecord<K, V> record = interceptors.onSend(original);
        Callback all = interceptors.around(record, callback);
        try {
            return add(record, all);
        } catch (ApiException e) {
            lock.lock();
            try {
                shipping.metrics.failed(record.topic(), 1);
                transaction.failed(e);
            } finally {
                lock.unlock();
            }
            if (all != null) {
                SendFuture.call(all, SendFuture.noMetadata(record), e);
            }
            return CompletableFuture.failedFuture(e);
        } catch (RuntimeException e) {
            interceptors.onSendError(record, e);
            throw e;
        }
    }

    private Future<RecordMetadata> add(ProducerRecord<K, V> record, @Nullable Callback callback) {
        byte[] key = Serialized.key(keySerializer, record);
        byte[] value = Serialized.value(valueSerializer, record);
        Header[] headers = record.headers().toArray();
        ensureSize(record, key, value, headers);
        int given = given(record, key, value);
        long nowMs = broker.nowMs();
        if (accumulator.throttledUntilMs() > nowMs) {
            awaitQuota(nowMs);
        }
        if (accumulator.isFull()) {
            awaitRoom();
        }
        Long timestamp = record.timestamp();
        long timestampMs = timestamp == null ? nowMs : timestamp;
        SendFuture future;
        boolean shipped;
        long upTo;
        lock.lock();
        try {
            ensureUsable(); // nobody would ship what comes after the close
            transaction.ensureCanSend();
            long before = accumulator.shippedCount();
            Route route = accumulator.route(record.topic(), nowMs);
            OutgoingPartition partition = route.partition(given >= 0 ? given : choose(route, key));
            future = accumulator.add(shipping, partition, timestampMs, key, value, headers, callback, nowMs);
            upTo = accumulator.shippedCount();
            shipped = upTo > before;
        } finally {
            lock.unlock();
        }
        if (shipped) {
            shipping.acknowledgeEarly(upTo);
        }
        return future;
    }

    /** Too much waits for its acknowledgement: the sender waits for the disk. */
    private void awaitRoom() {
        if (!shipping.makeRoom(settings.maxBlockMs)) {
            shipping.metrics.exhausted();
            throw new BufferExhaustedException("More than buffer.memory (" + settings.bufferBytes
                    + " bytes) of the producer '" + settings.clientId
                    + "' waits to be durable, and did so for max.block.ms (" + settings.maxBlockMs + ")");
        }
    }

    /** The client has used up its quota: this sender waits, holding nothing that another client needs. */
    private void awaitQuota(long nowMs) {
        long untilMs = accumulator.throttledUntilMs();
        if (!broker.awaitTime(untilMs, settings.maxBlockMs)) {
            throw new BufferExhaustedException("The producer '" + settings.clientId + "' has used up its quota ("
                    + ClientQuotas.PRODUCER_BYTE_RATE + ") for the next " + (untilMs - nowMs)
                    + " ms, which is longer than max.block.ms (" + settings.maxBlockMs + ")");
        }
        ensureUsable();
    }

    /** The partition that the record or the user's partitioner names; -1 if the key or the batch is to decide. */
    private int given(ProducerRecord<K, V> record, byte @Nullable [] key, byte @Nullable [] value) {
        Integer named = record.partition();
        if (named != null) {
            return named;
        }
        if (partitioner == null) {
            return -1;
        }
        if (broker.catalog().topic(record.topic()) == null) {
            partitionsFor(record.topic()); // creates it: a partitioner wants to know how many there are
        }
        int asked = partitioner.partition(
                record.topic(),
                record.key(),
                key,
                record.value(),
                value,
                broker.catalog().cluster());
        if (asked < 0) {
            throw new IllegalArgumentException(partitioner.getClass().getName() + " chose partition " + asked
                    + " for a record of topic '" + record.topic() + "'; partitions start at 0");
        }
        return asked;
    }

    private int choose(Route route, byte @Nullable [] key) {
        return key != null && !settings.ignoreKeys
                ? KeyHash.partition(key, route.partitionCount())
                : route.sticky.current();
    }

    private void ensureSize(
            ProducerRecord<K, V> record, byte @Nullable [] key, byte @Nullable [] value, Header[] headers) {
        long size = OVERHEAD_BYTES;
        size += key == null ? 0 : key.length;
        size += value == null ? 0 : value.length;
        for (Header header : headers) {
            size += 3L * header.key().length() + (header.value() == null ? 0 : header.value().length) + 10;
        }
        if (size > settings.maxRequestSizeBytes) {
            throw new RecordTooLargeException("The record for topic '" + record.topic() + "' takes " + size
                    + " bytes, more than max.request.size (" + settings.maxRequestSizeBytes + ") of the producer");
        }
        if (size > settings.bufferBytes) {
            throw new RecordTooLargeException("The record for topic '" + record.topic() + "' takes " + size
                    + " bytes, more than buffer.memory (" + settings.bufferBytes + ") of the producer");
        }
    }

    /** For the broker's driver: ship what is due, sync once for all producers, complete. */
    Shipping shipping() {
        return shipping;
    }

    /**
     * What fails of single records their futures tell; a log that cannot be made durable is thrown, too. Nothing to do
     * once the producer is closed.
     */
    @Override
    public void flush() {
        if (closed) {
            return;
        }
        ensureUsable();
        shipping.metrics.timed(Call.FLUSH, () -> {
            long upTo = shipping.shipAll();
            shipping.acknowledgeEarly(upTo);
            shipping.syncAndComplete(upTo);
        });
    }

    @Override
    public void initTransactions() {
        ensureUsable();
        shipping.metrics.timed(Call.INIT, () -> {
            lock.lock();
            try {
                transaction.init(broker.nowMs());
            } finally {
                lock.unlock();
            }
            broker.sync();
        });
    }

    @Override
    public void beginTransaction() {
        ensureUsable();
        shipping.metrics.timed(Call.BEGIN, () -> {
            lock.lock();
            try {
                transaction.begin();
            } finally {
                lock.unlock();
            }
        });
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        ProducerTransaction.ensureValid(groupMetadata);
        ensureUsable();
        shipping.metrics.timed(Call.SEND_OFFSETS, () -> addOffsets(offsets, groupMetadata));
    }

    private void addOffsets(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        lock.lock();
        try {
            transaction.ensureOpen("sendOffsetsToTransaction()");
            if (offsets.isEmpty()) {
                return;
            }
            long nowMs = broker.nowMs();
            transaction.cover(accumulator.open(), true, nowMs);
            transaction.commitOffsets(offsets, groupMetadata, nowMs);
        } catch (ApiException | org.apache.kafka.clients.consumer.CommitFailedException e) {
            transaction.failed(e);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void commitTransaction() {
        ensureUsable();
        shipping.metrics.timed(Call.COMMIT, () -> endTransaction(true, this::shipForCommit));
    }

    private void shipForCommit() {
        transaction.ensureCanCommit();
        accumulator.shipAll(broker.nowMs());
        transaction.ensureCanCommit(); // a batch may have failed
    }

    @Override
    public void abortTransaction() {
        ensureUsable();
        shipping.metrics.timed(Call.ABORT, () -> endTransaction(false, this::dropForAbort));
    }

    private void dropForAbort() {
        transaction.ensureCanAbort();
        accumulator.dropOpen(batch -> new TransactionAbortedException(
                "The transaction was aborted before the record was written to " + batch.partition));
    }

    /** An end that is decided is durable before anybody hears of it, also of one that a partition holds up. */
    private void endTransaction(boolean commit, Runnable prepare) {
        boolean started;
        long upTo;
        TimeoutException incomplete;
        lock.lock();
        try {
            prepare.run();
            upTo = accumulator.shippedCount();
            started = transaction.isStarted();
            incomplete = decideEnd(commit);
        } finally {
            lock.unlock();
        }
        if (started) {
            syncEnd(upTo);
        } else {
            shipping.complete(upTo, null);
        }
        if (incomplete != null) {
            throw incomplete;
        }
    }

    /** Null, or why the end is decided and not complete: the caller asks again. */
    private @Nullable TimeoutException decideEnd(boolean commit) {
        try {
            transaction.end(commit, broker.nowMs());
            return null;
        } catch (TimeoutException e) {
            return e;
        } catch (ApiException e) {
            transaction.failed(e);
            throw e;
        }
    }

    /** The one sync of a transaction. If it fails, nobody knows what of it survives a crash. */
    private void syncEnd(long upTo) {
        try {
            shipping.syncAndComplete(upTo);
        } catch (RuntimeException e) {
            lock.lock();
            try {
                transaction.outcomeUnknown(e);
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        ensureUsable();
        lock.lock();
        try {
            return accumulator.route(topic, broker.nowMs()).topic.partitionInfos(TopicCatalog.NODE);
        } finally {
            lock.unlock();
        }
    }

    /** Since the producer was made; {@code metric.reporters} are not told. */
    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return shipping.metrics.all(settings.clientId, settings.bufferBytes, this::waitingBytes);
    }

    private long waitingBytes() {
        lock.lock();
        try {
            return accumulator.waitingBytes();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {}

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {}

    /** Telemetry has nobody to go to. */
    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new IllegalStateException("Telemetry is not enabled: an in-process broker collects none");
    }

    @Override
    public void close() {
        close(FOREVER);
    }

    /**
     * An open transaction is aborted. What is not acknowledged within the timeout fails, as Kafka's producer has it;
     * with a timeout of zero that is what was not shipped, and nothing else is done. From a callback it takes as long
     * as the disk takes.
     */
    @Override
    public void close(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("The timeout must not be negative, but is " + timeout);
        }
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        try {
            finish(timeout);
        } finally {
            broker.remove(this);
            accumulator.close();
            interceptors.close();
            keySerializer.close();
            valueSerializer.close();
            if (partitioner != null) {
                partitioner.close();
            }
        }
    }

    private void finish(Duration timeout) {
        boolean sync = !timeout.isZero() && !broker.isClosed();
        long upTo;
        lock.lock();
        try {
            if (!sync || transaction.isOpen()) {
                accumulator.dropOpen(batch -> new KafkaException(
                        "The producer was closed before the record was written to " + batch.partition));
            } else {
                accumulator.shipAll(broker.nowMs());
            }
            upTo = accumulator.shippedCount();
            if (sync && transaction.isOpen()) {
                try {
                    transaction.end(false, broker.nowMs());
                } catch (ApiException fencedOrLate) {
                    // Somebody else ended it, or will: there is nothing left to do for this producer.
                }
            }
        } finally {
            lock.unlock();
        }
        if (!sync) {
            shipping.complete(upTo, new KafkaException("The producer was closed without waiting for acknowledgements"));
        } else if (timeout.compareTo(FOREVER) >= 0) {
            shipping.syncAndComplete(upTo);
        } else {
            boolean all = shipping.awaitAll(upTo, timeout.toMillis());
            shipping.complete(upTo, all ? null : notDurableWithin(timeout)); // behind the callbacks of another thread
        }
    }

    private static KafkaException notDurableWithin(Duration timeout) {
        return new KafkaException(
                "The producer was closed, and this was in the log, but not known to be durable within the "
                        + timeout.toMillis() + " ms that the close was given");
    }

    private void ensureUsable() {
        if (closed) {
            throw new IllegalStateException("The producer is closed");
        }
        broker.ensureOpen();
    }
}
