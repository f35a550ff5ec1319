package dev.millrace.broker;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;

/**
 * What a producer counts, batch by batch, under the names of Kafka's producer. Batches are counted under the producer's lock; anybody
 * reads.
 *
 * <p>Times are differences of the broker's clock, which counts milliseconds: single ones are coarse, sums and averages are not.
 */
final class ProducerMetrics {

    /** What a caller of the producer waits for, and how Kafka names the sum of its nanoseconds. */
    enum Call {
        FLUSH("flush-time-ns-total", "Time in flush(), in ns"),
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
    private final LongAdder bufferWaitNanos = new LongAdder();
    private final Map<Call, LongAdder> callMs = new EnumMap<>(Call.class);

    /** {@code clock} gives the time in milliseconds since the epoch. */
    ProducerMetrics(LongSupplier clock) {
        this.clock = clock;
        long nowMs = clock.getAsLong();
        recordRate = new RecentRate(nowMs);
        byteRate = new RecentRate(nowMs);
        batchRate = new RecentRate(nowMs);
        errorRate = new RecentRate(nowMs);
        for (Call call : Call.values()) {
            callMs.put(call, new LongAdder());
        }
    }

    /** A batch was written; {@code plainBytes} is its size before compression, {@code bornMs} when its first record came. */
    void shipped(int records, int plainBytes, int writtenBytes, long bornMs, long nowMs) {
        batchRecords.add(records);
        batchBytes.add(writtenBytes);
        compressionRate.add((double) writtenBytes / plainBytes);
        queueMs.add((double) Math.max(0, nowMs - bornMs));
        recordRate.add(records, nowMs);
        byteRate.add(writtenBytes, nowMs);
        batchRate.add(1, nowMs);
    }

    /** A batch that was written at a time is acknowledged now. */
    void acknowledged(long shippedMs, long nowMs) {
        latencyMs.add((double) Math.max(0, nowMs - shippedMs));
    }

    void failed(int records) {
        failedRecords.add(records);
        errorRate.add(records, clock.getAsLong());
    }

    /** After a batch the quota asks for a pause, maybe of 0 ms. */
    void throttled(long ms) {
        throttleMs.add((double) ms);
    }

    /** A sender waited for room in the buffer. Any thread. */
    void waitedForBuffer(long nanos) {
        bufferWaitNanos.add(nanos);
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
                .add("buffer-total-bytes", "buffer.memory", () -> (double) bufferBytes)
                .add("buffer-available-bytes", "What of it does not wait for an acknowledgement", () ->
                        (double) Math.max(0, bufferBytes - waitingBytes.getAsLong()));
        callMs.forEach((call, ms) ->
                group.add(call.metric, call.description, () -> (double) TimeUnit.MILLISECONDS.toNanos(ms.sum())));
        return group.all();
    }

    private Supplier<Object> rate(RecentRate rate) {
        return () -> rate.perSecond(clock.getAsLong());
    }
}
