package dev.millrace.broker;

import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;

/** What a producer counts, batch by batch. Written under the producer's lock, read by anybody. */
final class ProducerMetrics {

    private final RunningAverage batchBytes = new RunningAverage();
    private final RunningAverage batchRecords = new RunningAverage();
    private final RunningAverage compressionRate = new RunningAverage();
    private final RunningAverage throttleMs = new RunningAverage();
    private final RunningAverage failedRecords = new RunningAverage();

    /** A batch was written; {@code plainBytes} is its size before compression. */
    void shipped(int records, int plainBytes, int writtenBytes) {
        batchRecords.add(records);
        batchBytes.add(writtenBytes);
        compressionRate.add((double) writtenBytes / plainBytes);
    }

    void failed(int records) {
        failedRecords.add(records);
    }

    /** After a batch the quota asks for a pause, maybe of 0 ms. */
    void throttled(long ms) {
        throttleMs.add((double) ms);
    }

    Map<MetricName, ClientMetric> all(String clientId, long bufferBytes, LongSupplier waitingBytes) {
        return new ClientMetric.Group("producer-metrics", clientId)
                .add("record-send-total", "Records written to the log", batchRecords::sum)
                .add("record-error-total", "Records that failed", failedRecords::sum)
                .add("outgoing-byte-total", "Bytes written to the log", batchBytes::sum)
                .add("batch-size-avg", "Bytes of a batch, as written", batchBytes::average)
                .add("batch-size-max", "Bytes of the largest batch, as written", batchBytes::max)
                .add("records-per-request-avg", "Records of a batch", batchRecords::average)
                .add("compression-rate-avg", "Size of a batch by its size before compression", compressionRate::average)
                .add("produce-throttle-time-avg", "Pause that the quota asks for, in ms", throttleMs::average)
                .add("produce-throttle-time-max", "Longest pause that the quota asked for, in ms", throttleMs::max)
                .add("buffer-total-bytes", "buffer.memory", () -> (double) bufferBytes)
                .add("buffer-available-bytes", "What of it does not wait for an acknowledgement", () ->
                        (double) Math.max(0, bufferBytes - waitingBytes.getAsLong()))
                .all();
    }
}
