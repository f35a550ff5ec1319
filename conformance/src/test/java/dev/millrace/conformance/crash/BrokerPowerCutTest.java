package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.BrokerConfig;
import dev.millrace.broker.LocalBroker;
import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The whole broker through its clients, on a disk that forgets what was not synced: a program copies a topic exactly
 * once, makes topics and commits offsets, and the power goes at a random operation of each of its lives.
 *
 * <p>Checked after every life: each record of the output is there once at most, in order; nothing that was
 * acknowledged, committed or created is missing; the committed position never goes back. At the end the output is the
 * input.
 */
@ExtendWith(Baseline.class)
class BrokerPowerCutTest {

    private static final int RECORDS = 60;
    private static final int MAX_LIVES = 200;
    private static final TopicPartition IN = new TopicPartition("in", 0);
    private static final BrokerConfig CONFIG =
            BrokerConfig.of(Map.of("log.segment.bytes", 600, "auto.create.topics.enable", false));

    @Test
    void exactlyOnceHoweverOftenThePowerGoes() {
        run(1, 40);
    }

    @Test
    @Tag("nightly")
    void nightlyManyMore() {
        run(1_000, 10_000);
    }

    private static void run(long firstSeed, int seeds) {
        Progress.overSeeds("BrokerPowerCutTest", firstSeed, seeds, seed -> new Program(seed).run());
    }

    private static final class Program {

        private final Random random;
        private final String label;
        private final TreeSet<String> topics = new TreeSet<>();
        private StrictStorage storage;
        private LocalBroker broker;
        private long nowMs = 1_000;
        private int acknowledged;
        private long committed;

        Program(long seed) {
            random = new Random(seed);
            label = "seed " + seed;
            storage = new StrictStorage(seed);
        }

        void run() {
            for (int life = 0; life < MAX_LIVES; life++) {
                String where = label + ", life " + life;
                storage.cutPowerAt(1 + random.nextInt(life < 3 ? 60 : 400));
                boolean done = false;
                try {
                    open();
                    check(where);
                    done = live();
                } catch (PowerCut cut) {
                    // The life ends here, whatever it was doing.
                }
                storage = random.nextInt(4) == 0 && !done ? storage.kill() : storage.crash();
                if (done) {
                    open();
                    check(where + ", after the last");
                    assertThat(committed).as(where).isEqualTo(RECORDS);
                    return;
                }
            }
            throw new AssertionError(label + ": not done after " + MAX_LIVES + " lives");
        }

        private void open() {
            broker = LocalBroker.open(storage, CONFIG, () -> nowMs, false);
        }

        /** Returns whether everything is copied. */
        private boolean live() {
            createTopics();
            produceInput();
            return copy();
        }

        private void createTopics() {
            try (Admin admin = broker.admin()) {
                for (String topic : List.of("in", "out", "extra-" + random.nextInt(3))) {
                    if (!topics.contains(topic)) {
                        create(admin, topic);
                    }
                }
            }
        }

        private void create(Admin admin, String topic) {
            try {
                admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1)))
                        .all()
                        .get();
            } catch (Exception e) {
                // It was made in an earlier life, which ended before it heard of it.
                assertThat(e).as(label).hasMessageContaining("already exists");
            }
            topics.add(topic);
        }

        private void produceInput() {
            try (Producer<String, String> producer =
                    broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
                while (acknowledged < RECORDS) {
                    int next = read("in", 0).size(); // an unacknowledged one of an earlier life may be there
                    if (next >= RECORDS) {
                        acknowledged = RECORDS;
                        return;
                    }
                    producer.send(new ProducerRecord<>("in", 0, "k", "" + next));
                    producer.flush();
                    acknowledged = next + 1;
                }
            }
        }

        private boolean copy() {
            try (Consumer<String, String> consumer = consumer("copy");
                    Producer<String, String> producer = broker.producer(
                            Map.of("transactional.id", "copy"), new StringSerializer(), new StringSerializer())) {
                consumer.subscribe(List.of("in"));
                producer.initTransactions();
                int idle = 0;
                while (idle < 5) {
                    nowMs += 10;
                    idle++;
                    producer.beginTransaction();
                    long position = -1;
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ZERO)) {
                        producer.send(new ProducerRecord<>("out", random.nextInt(2), "k", record.value()));
                        position = record.offset() + 1;
                        idle = 0;
                    }
                    if (position < 0) {
                        producer.abortTransaction();
                        continue;
                    }
                    producer.sendOffsetsToTransaction(
                            Map.of(IN, new OffsetAndMetadata(position)), consumer.groupMetadata());
                    producer.commitTransaction();
                    committed = position;
                    if (random.nextInt(3) == 0) {
                        broker.tick(nowMs);
                    }
                }
                return committed == RECORDS;
            }
        }

        private void check(String where) {
            try (Admin admin = broker.admin()) {
                assertThat(admin.listTopics().names().get()).as(where).containsAll(topics);
            } catch (Exception e) {
                throw new AssertionError(where, e);
            }
            if (!topics.containsAll(List.of("in", "out"))) {
                return;
            }
            List<Integer> in = read("in", 0);
            assertThat(in.size()).as(where).isGreaterThanOrEqualTo(acknowledged);
            for (int i = 0; i < in.size(); i++) {
                assertThat(in.get(i)).as(where).isEqualTo(i);
            }
            long position = position();
            assertThat(position).as(where).isGreaterThanOrEqualTo(committed);
            committed = position;
            List<Integer> out = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                List<Integer> part = read("out", p);
                assertThat(part).as(where).isSorted();
                out.addAll(part);
            }
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < position; i++) {
                expected.add(i);
            }
            assertThat(out).as(where).containsExactlyInAnyOrderElementsOf(expected);
        }

        private long position() {
            try (Consumer<String, String> consumer = consumer("copy")) {
                OffsetAndMetadata offset =
                        consumer.committed(java.util.Set.of(IN), Duration.ZERO).get(IN);
                return offset == null ? 0 : offset.offset();
            }
        }

        private List<Integer> read(String topic, int partition) {
            TopicPartition one = new TopicPartition(topic, partition);
            List<Integer> values = new ArrayList<>();
            try (Consumer<String, String> consumer = consumer(null)) {
                consumer.assign(List.of(one));
                while (consumer.position(one)
                        < consumer.endOffsets(List.of(one)).get(one)) {
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ZERO)) {
                        values.add(Integer.valueOf(record.value()));
                    }
                }
            }
            return values;
        }

        private Consumer<String, String> consumer(String group) {
            Map<String, Object> config = new HashMap<>();
            config.put("auto.offset.reset", "earliest");
            config.put("isolation.level", "read_committed");
            config.put("max.poll.records", 1 + random.nextInt(20));
            if (group != null) {
                config.put("group.id", group);
                config.put("enable.auto.commit", false);
            }
            return broker.consumer(config, new StringDeserializer(), new StringDeserializer());
        }
    }
}
