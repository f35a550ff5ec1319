package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a producer counts and measures, under Kafka's names, on a broker without a thread. */
class ProducerMetricsTest {

    private final LocalBroker broker = LocalBroker.inMemory(new MovedClock());

    @AfterEach
    void close() {
        broker.close();
    }

    private static ProducerRecord<String, String> record(String key, String value) {
        return new ProducerRecord<>("words", key, value);
    }

    @Test
    void whatAProducerCountsHasKafkasNames() {
        Producer<String, String> producer = Clients.producer(
                broker,
                "client.id",
                "counted",
                "max.request.size",
                1_000,
                "buffer.memory",
                10_000,
                "linger.ms",
                60_000);
        for (int i = 0; i < 3; i++) {
            producer.send(record("a", "value"));
        }
        producer.flush();
        producer.send(record("a", "value"));
        producer.flush();
        producer.send(record("a", "x".repeat(2_000)));
        Map<String, Object> counted = new HashMap<>();
        Map<String, Object> countedOfWords = new HashMap<>();
        producer.metrics().forEach((name, metric) -> {
            if (name.group().equals("producer-metrics")) {
                assertThat(name.tags()).isEqualTo(Map.of("client-id", "counted"));
                counted.put(name.name(), metric.metricValue());
            } else {
                assertThat(name.group()).isEqualTo("producer-topic-metrics");
                assertThat(name.tags()).isEqualTo(Map.of("client-id", "counted", "topic", "words"));
                countedOfWords.put(name.name(), metric.metricValue());
            }
        });
        long written =
                broker.catalog().existingLog(new TopicPartition("words", 0)).sizeBytes();
        assertThat(counted)
                .containsEntry("record-send-total", 4.0)
                .containsEntry("record-error-total", 1.0)
                .containsEntry("records-per-request-avg", 2.0)
                .containsEntry("outgoing-byte-total", (double) written)
                .containsEntry("batch-size-avg", written / 2.0)
                .containsEntry("compression-rate-avg", 1.0)
                .containsEntry("produce-throttle-time-avg", Double.NaN)
                .containsEntry("buffer-total-bytes", 10_000.0)
                .containsEntry("waiting-threads", 0.0)
                .containsEntry("buffer-available-bytes", 10_000.0);
        assertThat(countedOfWords)
                .containsEntry("record-send-total", 4.0)
                .containsEntry("byte-total", (double) written)
                .containsEntry("record-error-total", 1.0)
                .containsEntry("compression-rate", 1.0);
    }

    @Test
    void theSizesOfRecordsAreThoseInTheirBatchBeforeCompression() {
        Producer<String, String> producer =
                Clients.producer(broker, "linger.ms", 60_000, "compression.type", "gzip", "batch.size", 100_000);
        producer.send(record("a", "x".repeat(1_000)));
        producer.send(record("a", "x".repeat(3_000)));
        producer.flush();
        assertThat(metric(producer, "record-size-max")).isBetween(3_001.0, 3_020.0);
        assertThat(metric(producer, "record-size-avg")).isBetween(2_001.0, 2_020.0);
        assertThat(metric(producer, "batch-size-max")).isLessThan(300);
    }

    @Test
    void timesAndRatesAreMeasuredByTheClock() {
        long[] nowMs = {1_000_000};
        try (LocalBroker timed = LocalBroker.inMemory(() -> nowMs[0])) {
            Producer<String, String> producer = Clients.producer(timed, "linger.ms", 60_000);
            producer.send(record("a", "value"));
            nowMs[0] += 40;
            producer.send(record("b", "value"));
            producer.flush();
            nowMs[0] += 9_960;
            assertThat(metric(producer, "record-send-rate")).isEqualTo(0.2);
            assertThat(metric(producer, "request-rate")).isEqualTo(0.1);
            assertThat(metric(producer, "record-queue-time-avg")).isEqualTo(40);
            assertThat(metric(producer, "request-latency-max")).isZero();
            assertThat(metric(producer, "record-error-rate")).isZero();
            nowMs[0] += 100_000;
            assertThat(metric(producer, "record-send-rate")).isZero();
            assertThat(metric(producer, "record-send-total")).isEqualTo(2);
            producer.close();
        }
    }

    private static double metric(Producer<?, ?> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().group().equals("producer-metrics"))
                .filter(entry -> entry.getKey().name().equals(name))
                .mapToDouble(entry -> (double) entry.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }
}
