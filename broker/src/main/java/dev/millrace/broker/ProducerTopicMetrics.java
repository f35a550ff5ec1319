package dev.millrace.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;

/**
 * What a producer counts of each topic that it writes to, batch by batch. A topic is there from its first batch on, as
 * with Kafka's producer. Counted under the producer's lock; anybody reads.
 */
final class ProducerTopicMetrics {

    private final Map<String, Counts> byTopic = new ConcurrentHashMap<>();

    /** One topic's. */
    static final class Counts {
        private final RunningAverage records = new RunningAverage();
        private final RunningAverage bytes = new RunningAverage();
        private final RunningAverage compressionRate = new RunningAverage();
        private final RunningAverage failedRecords = new RunningAverage();
        private final RecentRate recordRate;
        private final RecentRate byteRate;
        private final RecentRate errorRate;

        Counts(long nowMs) {
            recordRate = new RecentRate(nowMs);
            byteRate = new RecentRate(nowMs);
            errorRate = new RecentRate(nowMs);
        }

        void shipped(int recordCount, int writtenBytes, double compression, long nowMs) {
            records.add(recordCount);
            bytes.add(writtenBytes);
            compressionRate.add(compression);
            recordRate.add(recordCount, nowMs);
            byteRate.add(writtenBytes, nowMs);
        }

        void failed(int recordCount, long nowMs) {
            failedRecords.add(recordCount);
            errorRate.add(recordCount, nowMs);
        }

        Map<MetricName, ClientMetric> all(Map<String, String> tags, LongSupplier clock) {
            return new ClientMetric.Group("producer-topic-metrics", tags)
                    .add("record-send-total", "Records written to the topic", records::sum)
                    .add(
                            "record-send-rate",
                            "Records written to the topic a second",
                            () -> recordRate.perSecond(clock.getAsLong()))
                    .add("byte-total", "Bytes written to the topic", bytes::sum)
                    .add(
                            "byte-rate",
                            "Bytes written to the topic a second",
                            () -> byteRate.perSecond(clock.getAsLong()))
                    .add("compression-rate", "Size of a batch by its size before compression", compressionRate::average)
                    .add("record-error-total", "Records that failed", failedRecords::sum)
                    .add(
                            "record-error-rate",
                            "Records that failed a second",
                            () -> errorRate.perSecond(clock.getAsLong()))
                    .add("record-retry-total", "Records that were sent again: never, in process", () -> 0.0)
                    .add("record-retry-rate", "Records that were sent again a second: never, in process", () -> 0.0)
                    .all();
        }
    }

    Counts of(String topic, long nowMs) {
        return byTopic.computeIfAbsent(topic, name -> new Counts(nowMs));
    }

    void addTo(Map<MetricName, ClientMetric> all, String clientId, LongSupplier clock) {
        byTopic.forEach(
                (topic, counts) -> all.putAll(counts.all(Map.of("client-id", clientId, "topic", topic), clock)));
    }
}
