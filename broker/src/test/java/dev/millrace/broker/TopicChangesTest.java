package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * Settings and partitions of a topic that change while several threads write to it, and a broker that is opened again
 * afterwards.
 */
class TopicChangesTest {
    private static final int WRITERS = 3;
    private static final int RECORDS = 400;
    private static final List<String> SEGMENT_BYTES = List.of("2000", "20000", "200000");

    private final MovedClock clock = new MovedClock();
    private final MemoryStorage storage = new MemoryStorage();
    private final AtomicInteger writing = new AtomicInteger(WRITERS);

    @Test
    void whatIsAcknowledgedIsThereInOrderHoweverOftenTheTopicChangesMeanwhile() {
        Map<String, String> last;
        int partitions;
        try (LocalBroker broker = LocalBroker.open(storage, BrokerConfig.DEFAULT, clock, true)) {
            broker.catalog().create("words", WRITERS, Map.of(), clock.nowMs());
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int partition = w;
                writers.add(CompletableFuture.runAsync(() -> write(broker, partition)));
            }
            last = change(broker, new Random(7));
            writers.forEach(CompletableFuture::join);
            partitions = broker.catalog().existing("words").partitionCount();
            check(broker, last, partitions);
        }
        try (LocalBroker again = LocalBroker.open(storage.copy(), BrokerConfig.DEFAULT, clock, true)) {
            check(again, last, partitions);
        }
    }

    private void write(LocalBroker broker, int partition) {
        try (Producer<String, String> producer = Clients.producer(broker, "batch.size", 200)) {
            for (int i = 0; i < RECORDS; i++) {
                var sent = producer.send(new ProducerRecord<>("words", partition, "p" + partition, "" + i));
                if (i % 20 == 0) {
                    sent.get();
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            writing.decrementAndGet();
        }
    }

    /** Until all is written; returns what was set last. */
    private Map<String, String> change(LocalBroker broker, Random random) {
        Map<String, String> configs = Map.of();
        for (int changes = 0; changes < 20 || writing.get() > 0; changes++) {
            configs = new HashMap<>();
            configs.put("segment.bytes", SEGMENT_BYTES.get(random.nextInt(3)));
            configs.put("message.timestamp.type", random.nextBoolean() ? "CreateTime" : "LogAppendTime");
            configs.put("cleanup.policy", random.nextBoolean() ? "delete" : "compact");
            configs.put("min.compaction.lag.ms", "100000000");
            broker.catalog().configure("words", configs, clock.nowMs());
            if (changes % 10 == 0 && broker.catalog().existing("words").partitionCount() < WRITERS + 5) {
                broker.catalog()
                        .grow("words", broker.catalog().existing("words").partitionCount() + 1, clock.nowMs());
            }
        }
        return configs;
    }

    private static void check(LocalBroker broker, Map<String, String> configs, int partitions) {
        Topic topic = broker.catalog().existing("words");
        assertThat(topic.configs()).isEqualTo(configs);
        assertThat(topic.partitionCount()).isEqualTo(partitions);
        for (int p = 0; p < partitions; p++) {
            assertThat(topic.partition(p).config().segmentSizeBytes())
                    .as("in partition %d", p)
                    .isEqualTo(Integer.parseInt(configs.get("segment.bytes")));
        }
        List<String> contents = Clients.contents(broker, "words");
        for (int w = 0; w < WRITERS; w++) {
            String key = "p" + w + "=";
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                expected.add(key + i);
            }
            assertThat(contents.stream().filter(record -> record.startsWith(key)))
                    .containsExactlyElementsOf(expected);
        }
    }
}
