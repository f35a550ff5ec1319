package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.storage.MemoryStorage;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** {@code __consumer_offsets}: a compacted log that tells the same as all that was ever written to it. */
class OffsetsLogTest {
    private static final TopicPartition WORDS = new TopicPartition("words", 0);
    private static final TopicPartition OFFSETS = new TopicPartition(TopicNames.OFFSETS, 0);

    private final MemoryStorage storage = new MemoryStorage();
    private final MovedClock clock = new MovedClock();

    private LocalBroker open(MemoryStorage from) {
        return LocalBroker.open(from, BrokerConfig.DEFAULT, clock, false);
    }

    private static Map<TopicPartition, OffsetAndMetadata> at(long offset) {
        return Map.of(WORDS, new OffsetAndMetadata(offset));
    }

    /** A consumer that assigned itself its partitions. */
    private ConsumerGroupMetadata member(LocalBroker broker, String group) {
        try (Consumer<String, String> consumer = Clients.consumer(broker, "group.id", group)) {
            return consumer.groupMetadata();
        }
    }

    private static long committed(LocalBroker broker, String group) {
        return broker.groups().committed(group).get(WORDS).offset();
    }

    @Test
    void ofTwoOffsetsTheOneThatWasWrittenLaterCounts() {
        try (LocalBroker broker = open(storage)) {
            broker.catalog().create("words", 1, Map.of(), clock.nowMs());
            Producer<String, String> producer = Clients.transactional(broker, "t");
            producer.initTransactions();
            Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g");
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(at(100), member(broker, "g"));
            consumer.commitSync(at(50));
            producer.commitTransaction();
            assertThat(committed(broker, "g")).isEqualTo(50);
            try (LocalBroker again = open(storage.copy())) {
                assertThat(committed(again, "g")).isEqualTo(50);
            }
        }
    }

    @Test
    void itStaysSmallAndSaysTheSameAfterARestart() {
        Map<String, Long> expected = new HashMap<>();
        Random random = new Random(5);
        try (LocalBroker broker = open(storage)) {
            broker.catalog().create("words", 1, Map.of(), clock.nowMs());
            Map<String, String> small = Map.of(
                    "cleanup.policy", "compact",
                    "segment.bytes", "2000",
                    "min.cleanable.dirty.ratio", "0.2",
                    "delete.retention.ms", "0");
            broker.catalog().configure(TopicNames.OFFSETS, small, clock.nowMs());
            Producer<String, String> producer = Clients.transactional(broker, "t");
            producer.initTransactions();
            for (long i = 0; i < 600; i++) {
                String group = "g" + random.nextInt(5);
                if (random.nextInt(3) == 0) {
                    try (Consumer<String, String> consumer = Clients.consumer(broker, "group.id", group)) {
                        consumer.commitSync(at(i));
                    }
                    expected.put(group, i);
                } else {
                    producer.beginTransaction();
                    producer.sendOffsetsToTransaction(at(i), member(broker, group));
                    if (random.nextInt(4) == 0) {
                        producer.abortTransaction();
                    } else {
                        producer.commitTransaction();
                        expected.put(group, i);
                    }
                }
                broker.tick(clock.nowMs());
            }
            for (int i = 0; i < 50; i++) {
                broker.tick(clock.nowMs());
            }
            assertThat(broker.catalog().existingLog(OFFSETS).sizeBytes())
                    .as("of some 100,000 bytes")
                    .isLessThan(20_000);
            expected.forEach(
                    (group, offset) -> assertThat(committed(broker, group)).isEqualTo(offset));
            try (LocalBroker again = open(storage.copy())) {
                expected.forEach(
                        (group, offset) -> assertThat(committed(again, group)).isEqualTo(offset));
            }
        }
    }
}
