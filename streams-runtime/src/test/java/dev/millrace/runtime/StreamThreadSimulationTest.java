package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Several members of one application, stepped by hand in one thread, from a seed: they crash without a word, come back,
 * close properly, wake up as zombies, while records come in and the clock moves. In the end each word was counted
 * exactly once.
 */
class StreamThreadSimulationTest {

    private static final int PARTITIONS = 3;
    private static final int SLOTS = 3;
    private static final List<String> INPUTS = List.of("words", "more-words");

    @Test
    void everyRecordCountsOnceWhateverHappensToTheMembers() {
        for (long seed = 1; seed <= 12; seed++) {
            new Simulation(seed).run(250);
        }
    }

    @Test
    @Tag("nightly")
    void everyRecordCountsOnceOverManySeeds() {
        for (long seed = 1000; seed < 1500; seed++) {
            if (seed % 20 == 0) {
                System.out.println("StreamThreadSimulationTest: seed " + seed);
            }
            new Simulation(seed).run(600);
        }
    }

    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(INPUTS, Consumed.with(Serdes.String(), Serdes.String()))
                .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
                .count(Materialized.<String, Long>as(dev.millrace.streams.state.Stores.inMemoryKeyValueStore("counts"))
                        .withCachingDisabled())
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    private static final class Simulation {
        private final long seed;
        private final Random random;
        private final Map<String, Long> expected = new HashMap<>();
        private final List<StreamThread> zombies = new ArrayList<>();
        private final StreamThread[] members = new StreamThread[SLOTS];
        private final LocalBroker broker;
        private final Producer<String, String> input;
        private long nowMs = 1_000_000;
        private String history = "";

        Simulation(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.broker = LocalBroker.inMemory(() -> nowMs);
            this.input = broker.producer(Map.of(), new StringSerializer(), new StringSerializer());
        }

        void run(int actions) {
            try {
                createTopics();
                for (int i = 0; i < SLOTS; i++) {
                    start(i);
                }
                for (int i = 0; i < actions; i++) {
                    act();
                }
                finish();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + " failed after: " + history, e);
            }
        }

        private void createTopics() throws Exception {
            try (Admin admin = broker.admin()) {
                admin.createTopics(List.of(
                                new NewTopic(INPUTS.get(0), Optional.of(PARTITIONS), Optional.empty()),
                                new NewTopic(INPUTS.get(1), Optional.of(PARTITIONS), Optional.empty()),
                                new NewTopic("counts", Optional.of(PARTITIONS), Optional.empty())))
                        .all()
                        .get();
            }
        }

        private StreamsApplication application(int slot) {
            Map<String, Object> config = Map.of(
                    StreamsConfig.APPLICATION_ID_CONFIG,
                    "sim",
                    StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                    StreamsConfig.EXACTLY_ONCE_V2,
                    StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                    50,
                    StreamsConfig.CLIENT_ID_CONFIG,
                    "member" + slot);
            return new StreamsApplication(
                    topology(),
                    new StreamsConfig(config),
                    new LocalClientSupplier(() -> broker),
                    null,
                    () -> String.valueOf(slot));
        }

        private void start(int slot) {
            StreamsApplication application = application(slot);
            application.prepareTopics();
            members[slot] = application.newThread(1, (thread, oldState, newState) -> {});
            members[slot].start(nowMs);
        }

        private void act() {
            int slot = random.nextInt(SLOTS);
            int dice = random.nextInt(100);
            if (dice < 60) {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    members[random.nextInt(SLOTS)].step(nowMs, 0);
                }
            } else if (dice < 80) {
                produce(1 + random.nextInt(20));
            } else if (dice < 90) {
                nowMs += random.nextInt(100);
                broker.tick(nowMs);
            } else if (dice < 93) {
                note("crash" + slot);
                zombies.add(members[slot]);
                start(slot);
            } else if (dice < 95) {
                note("close" + slot);
                members[slot].close(true);
                start(slot);
            } else if (dice < 96) {
                note("kill" + slot);
                members[slot].close(false);
                start(slot);
            } else if (dice < 98 && !zombies.isEmpty()) {
                note("zombie");
                zombies.get(random.nextInt(zombies.size())).step(nowMs, 0);
            } else {
                note("sleep");
                nowMs += 20_000 + random.nextInt(60_000);
                broker.tick(nowMs);
            }
        }

        private void note(String what) {
            history += " " + what;
        }

        private void produce(int count) {
            for (int i = 0; i < count; i++) {
                String word = "w" + random.nextInt(12);
                expected.merge(word, 1L, Long::sum);
                String topic = INPUTS.get(random.nextInt(INPUTS.size()));
                input.send(
                        new ProducerRecord<>(topic, random.nextInt(PARTITIONS), nowMs, "k", word),
                        (metadata, e) -> assertThat(e).isNull());
            }
            input.flush();
        }

        /** Everybody may work until all is done; who never comes back has timed out by then. */
        private void finish() {
            note("finish");
            long total = expected.values().stream().mapToLong(Long::longValue).sum();
            for (int round = 0; round < 5000 && committed().size() < total; round++) {
                for (int i = 0; i < 20; i++) {
                    IntStream.range(0, SLOTS).forEach(slot -> members[slot].step(nowMs, 0));
                }
                nowMs += round < 50 ? 10 : 10_000;
                broker.tick(nowMs);
            }
            Map<String, Long> last = new HashMap<>();
            for (ConsumerRecord<String, Long> record : committed()) {
                assertThat(record.value())
                        .as("count of %s at %s", record.key(), record.offset())
                        .isEqualTo(last.getOrDefault(record.key(), 0L) + 1);
                last.put(record.key(), record.value());
            }
            assertThat(last).isEqualTo(expected);
            for (StreamThread member : members) {
                member.close();
            }
            broker.close();
        }

        private List<ConsumerRecord<String, Long>> committed() {
            Map<String, Object> config = Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition("counts", partition))
                    .toList();
            List<ConsumerRecord<String, Long>> records = new ArrayList<>();
            try (Consumer<String, Long> consumer =
                    broker.consumer(config, new StringDeserializer(), new LongDeserializer())) {
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                    consumer.poll(Duration.ZERO).forEach(records::add);
                }
            }
            return records;
        }
    }
}
