package dev.millrace.broker;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;

/**
 * What a producer counts, batch by batch, under the names of Kafka's producer: over all, and for each topic. Batches
 * are counted under the producer's lock; anybody reads.
 *
 * <p>Times are differences of the broker's clock, which counts milliseconds: single ones are coarse, sums and averages
 * are not.
 */
final class ProducerMetrics {

    /** What a caller of the producer waits for, and how Kafka names the sum of its nanoseconds. */
    enum Call {
        FLUSH("flush-time-ns-total", "Time in flush(), in ns"),
        BEGIN("txn-begin-time-ns-total", "Time in beginTransaction(), in ns"),
        INIT("txn-init-time-ns-total", "Time in initTransactions(), in ns"),
        SEND_OFFSETS("txn-send-offsets-time-ns-total", "Time in sendOffsetsToTransaction(), in ns"),
        COMMIT("txn-commit-time-ns-total", "Time in commitTransaction(), in ns"),
        ABORT("txn-abort-time-ns-total", "Time in abortTransaction(), in ns");

        private final String metric;
        private final String description;

        Call(String metric, String description) {
            this.metric = metric;
            this.description = description;
        }
    }

    private final LongSupplier clock;
    private final ProducerTopicMetrics topics = new ProducerTopicMetrics();
    private final RunningAverage recordBytes = new RunningAverage();
    private final RunningAverage batchBytes = new RunningAverage();
    private final RunningAverage batchRecords = new RunningAverage();
    private final RunningAverage compressionRate = new RunningAverage();
    private final RunningAverage throttleMs = new RunningAverage();
    private final RunningAverage failedRecords = new RunningAverage();
    private final RunningAverage queueMs = new RunningAverage();
    private final RunningAverage latencyMs = new RunningAverage();
    private final RecentRate recordRate;
    private final RecentRate byteRate;
    private final RecentRate batchRate;
    private final RecentRate errorRate;
    private final RecentRate bufferWaitRate;
    private final LongAdder bufferWaitNanos = new LongAdder();
    private final RecentRate exhaustedRate;
    private final LongAdder exhausted = new LongAdder();
    private final AtomicInteger waitingThreads = new AtomicInteger();
    private final Map<Call, LongAdder> callMs = new EnumMap<>(Call.class);

    /** {@code clock} gives the time in milliseconds since the epoch. */
    ProducerMetrics(LongSupplier clock) {
        this.clock = clock;
        long nowMs = clock.getAsLong();
        recordRate = new RecentRate(nowMs);
        byteRate = new RecentRate(nowMs);
        batchRate = new RecentRate(nowMs);
        errorRate = new RecentRate(nowMs);
        bufferWaitRate = new RecentRate(nowMs);
        exhaustedRate = new RecentRate(nowMs);
        for (Call call : Call.values()) {
            callMs.put(call, new LongAdder());
        }
    }

    /** A batch was written; {@code plainBytes} is its size before compression. */
    void shipped(SendBatch batch, int plainBytes, int writtenBytes, long nowMs) {
        int records = batch.recordCount();
        double compression = (double) writtenBytes / plainBytes;
        batchRecords.add(records);
        batchBytes.add(writtenBytes);
        recordBytes.add((double) batch.recordBytes(), records, batch.largestRecordBytes());
        compressionRate.add(compression);
        queueMs.add((double) Math.max(0, nowMs - batch.bornMs));
        recordRate.add(records, nowMs);
        byteRate.add(writtenBytes, nowMs);
        batchRate.add(1, nowMs);
        topics.of(batch.partition.topic(), nowMs).shipped(records, writtenBytes, compression, nowMs);
    }

    /** A batch that was written at a time is acknowledged now. */
    void acknowledged(long shippedMs, long nowMs) {
        latencyMs.add((double) Math.max(0, nowMs - shippedMs));
    }

    void failed(String topic, int records) {
        long nowMs = clock.getAsLong();
        failedRecords.add(records);
        errorRate.add(records, nowMs);
        topics.of(topic, nowMs).failed(records, nowMs);
    }

    /** After a batch the quota asks for a pause, maybe of 0 ms. */
    void throttled(long ms) {
        throttleMs.add((double) ms);
    }

    /** A sender begins to wait for room in the buffer. Any thread. */
    void startedWaiting() {
        waitingThreads.incrementAndGet();
    }

    /** There was no room for a record in time. Any thread. */
    void exhausted() {
        exhausted.increment();
        exhaustedRate.add(1, clock.getAsLong());
    }

    /** A sender has waited for room in the buffer. Any thread. */
    void waitedForBuffer(long nanos) {
        waitingThreads.decrementAndGet();
        bufferWaitNanos.add(nanos);
        bufferWaitRate.add((double) nanos, clock.getAsLong());
    }

    /** Does what a caller waits for. Any thread. */
    void timed(Call call, Runnable work) {
        LongAdder spentMs = Objects.requireNonNull(callMs.get(call));
        long startMs = clock.getAsLong();
        try {
            work.run();
        } finally {
            spentMs.add(Math.max(0, clock.getAsLong() - startMs));
        }
    }

    Map<MetricName, ClientMetric> all(String clientId, long bufferBytes, LongSupplier waitingBytes) {
        ClientMetric.Group group = new ClientMetric.Group("producer-metrics", clientId)
                .add("record-send-total", "Records written to the log", batchRecords::sum)
                .add("record-send-rate", "Records written to the log a second", rate(recordRate))
                .add("record-error-total", "Records that failed", failedRecords::sum)
                .add("record-error-rate", "Records that failed a second", rate(errorRate))
                .add("outgoing-byte-total", "Bytes written to the log", batchBytes::sum)
                .add("outgoing-byte-rate", "Bytes written to the log a second", rate(byteRate))
                .add("request-total", "Batches written to the log", batchBytes::count)
                .add("request-rate", "Batches written to the log a second", rate(batchRate))
                .add("batch-size-avg", "Bytes of a batch, as written", batchBytes::average)
                .add("batch-size-max", "Bytes of the largest batch, as written", batchBytes::max)
                .add("record-size-avg", "Bytes of a record, before compression", recordBytes::average)
                .add("record-size-max", "Bytes of the largest record, before compression", recordBytes::max)
                .add("record-retry-total", "Records that were sent again: never, in process", () -> 0.0)
                .add("record-retry-rate", "Records that were sent again a second: never, in process", () -> 0.0)
                .add("batch-split-total", "Batches that were split: never, in process", () -> 0.0)
                .add("batch-split-rate", "Batches that were split a second: never, in process", () -> 0.0)
                .add("records-per-request-avg", "Records of a batch", batchRecords::average)
                .add("compression-rate-avg", "Size of a batch by its size before compression", compressionRate::average)
                .add(
                        "record-queue-time-avg",
                        "From a batch's first record until it is written, in ms",
                        queueMs::average)
                .add("record-queue-time-max", "The longest of these times, in ms", queueMs::max)
                .add(
                        "request-latency-avg",
                        "From the write of a batch until it is acknowledged, in ms",
                        latencyMs::average)
                .add("request-latency-max", "The longest of these times, in ms", latencyMs::max)
                .add("produce-throttle-time-avg", "Pause that the quota asks for, in ms", throttleMs::average)
                .add("produce-throttle-time-max", "Longest pause that the quota asked for, in ms", throttleMs::max)
                .add("bufferpool-wait-time-ns-total", "Time that senders waited for room in the buffer, in ns", () ->
                        (double) bufferWaitNanos.sum())
                .add(
                        "bufferpool-wait-ratio",
                        "Part of the time in which a sender waited for room in the buffer",
                        () -> bufferWaitRate.perSecond(clock.getAsLong()) / TimeUnit.SECONDS.toNanos(1))
                .add("buffer-exhausted-total", "Records for which there was no room in time", () ->
                        (double) exhausted.sum())
                .add(
                        "buffer-exhausted-rate",
                        "Records for which there was no room in time a second",
                        rate(exhaustedRate))
                .add("waiting-threads", "Senders that wait for room in the buffer", () -> (double) waitingThreads.get())
                .add("buffer-total-bytes", "buffer.memory", () -> (double) bufferBytes)
                .add("buffer-available-bytes", "What of it does not wait for an acknowledgement", () ->
                        (double) Math.max(0, bufferBytes - waitingBytes.getAsLong()));
        callMs.forEach((call, ms) ->
                group.add(call.metric, call.description, () -> (double) TimeUnit.MILLISECONDS.toNanos(ms.sum())));
        Map<MetricName, ClientMetric> all = new HashMap<>(group.all());
        topics.addTo(all, clientId, clock);
        return Map.copyOf(all);
    }

    private Supplier<Object> rate(RecentRate rate) {
        return () -> rate.perSecond(clock.getAsLong());
    }
}
