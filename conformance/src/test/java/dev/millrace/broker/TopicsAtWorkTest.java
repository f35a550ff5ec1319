package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import dev.millrace.log.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Topics are deleted and created again while two producers write to them, one in transactions, and two consumers read,
 * one in a group. Each reader sees the records of a producer in their order and none twice; what was acknowledged since
 * the last deletion is there; no transaction holds the stable offset; of what was deleted nothing is left.
 */
@ExtendWith(Baseline.class)
class TopicsAtWorkTest {
    private static final int TOPICS = 2;
    private static final int PARTITIONS = 2;
    private static final int CHANGES = 14;
    private static final int MOST_RECORDS = 500;
    private static final Duration POLL = Duration.ofMillis(2);
    private static final BrokerConfig CONFIG = BrokerConfig.of(Map.of("auto.create.topics.enable", false));
    private static final Map<String, Object> READING =
            Map.of("auto.offset.reset", "earliest", "isolation.level", "read_committed", "metadata.max.age.ms", 5);

    private final ExecutorService executor = Executors.newCachedThreadPool();

    @Test
    void topicsComeAndGoUnderTheirReadersAndWriters() throws Exception {
        run(1, 30);
    }

    @Test
    @Tag("nightly")
    void nightlyTopicsThatComeAndGo() throws Exception {
        run(1_000_000, 3_000);
    }

    private void run(long firstSeed, int rounds) throws Exception {
        try {
            Progress.overSeeds("TopicsAtWorkTest", firstSeed, rounds, seed -> {
                try (Round round = new Round(seed)) {
                    round.run(executor);
                }
            });
        } finally {
            executor.shutdown();
        }
    }

    /** What a producer was told: in which life of the topic it sent, at least. */
    private record Acknowledged(TopicPartition partition, int life, long offset, String value) {}

    private static final class Round implements AutoCloseable {
        private final long seed;
        private final MemoryStorage storage = new MemoryStorage();
        private final LocalBroker broker = LocalBroker.open(storage, CONFIG, SystemClock.INSTANCE, true);
        private final AtomicIntegerArray deletions = new AtomicIntegerArray(TOPICS);
        private final AtomicBoolean changing = new AtomicBoolean(true);
        private final List<Acknowledged> acknowledged = new ArrayList<>();

        Round(long seed) {
            this.seed = seed;
        }

        void run(ExecutorService threads) throws Exception {
            List<Callable<Void>> tasks = List.of(
                    () -> change(new Random(seed)),
                    () -> write(new Random(seed + 1)),
                    () -> writeTransactions(new Random(seed + 2)),
                    this::readAssigned,
                    this::readAsGroup);
            List<Future<Void>> work = tasks.stream().map(threads::submit).toList();
            AssertionError failure = null;
            for (Future<Void> one : work) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    changing.set(false);
                    failure = failure == null ? new AssertionError("seed " + seed, e.getCause()) : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
            check();
        }

        private static String topic(int number) {
            return "t" + number;
        }

        private Void change(Random random) throws Exception {
            try (Admin admin = broker.admin()) {
                for (int i = 0; i < CHANGES; i++) {
                    int number = random.nextInt(TOPICS);
                    try {
                        if (random.nextBoolean()) {
                            NewTopic topic = new NewTopic(topic(number), PARTITIONS, (short) 1);
                            admin.createTopics(List.of(topic)).all().get();
                        } else {
                            admin.deleteTopics(List.of(topic(number))).all().get();
                            deletions.incrementAndGet(number);
                        }
                    } catch (ExecutionException e) {
                        assertThat(e.getCause())
                                .isInstanceOfAny(TopicExistsException.class, UnknownTopicOrPartitionException.class);
                    }
                    for (int pause = random.nextInt(60); pause > 0; pause--) {
                        Thread.yield();
                    }
                }
            } finally {
                changing.set(false);
            }
            return null;
        }

        private Producer<String, String> producer(Map<String, Object> config) {
            Map<String, Object> settings = new HashMap<>(config);
            settings.put("max.block.ms", 20);
            return broker.producer(settings, new StringSerializer(), new StringSerializer());
        }

        private static ProducerRecord<String, String> next(Random random, String producer, int number) {
            return new ProducerRecord<>(
                    topic(random.nextInt(TOPICS)), random.nextInt(PARTITIONS), producer, Integer.toString(number));
        }

        private Void write(Random random) throws InterruptedException {
            try (Producer<String, String> producer = producer(Map.of())) {
                for (int number = 0; changing.get() && number < MOST_RECORDS; number++) {
                    ProducerRecord<String, String> record = next(random, "plain", number);
                    int life = deletions.get(record.topic().charAt(1) - '0');
                    Future<RecordMetadata> sent = producer.send(record);
                    if (random.nextInt(3) > 0) {
                        noteIfAcknowledged(record, life, sent);
                    }
                }
            }
            return null;
        }

        private void noteIfAcknowledged(ProducerRecord<String, String> record, int life, Future<RecordMetadata> sent)
                throws InterruptedException {
            try {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                acknowledged.add(new Acknowledged(partition, life, sent.get().offset(), record.value()));
            } catch (ExecutionException e) {
                assertThat(e.getCause())
                        .isInstanceOfAny(UnknownTopicOrPartitionException.class, TimeoutException.class);
            }
        }

        private Void writeTransactions(Random random) {
            int number = 0;
            while (changing.get() && number < MOST_RECORDS) {
                try (Producer<String, String> producer = producer(Map.of("transactional.id", "t"))) {
                    producer.initTransactions();
                    while (changing.get() && number < MOST_RECORDS) {
                        producer.beginTransaction();
                        number = writeTransaction(producer, random, number);
                    }
                } catch (KafkaException e) {
                    // another producer takes its place, and with that ends what it has left open
                }
            }
            try (Producer<String, String> last = producer(Map.of("transactional.id", "t"))) {
                last.initTransactions();
            }
            return null;
        }

        private static int writeTransaction(Producer<String, String> producer, Random random, int number) {
            int count = 1 + random.nextInt(3);
            try {
                for (int i = 0; i < count; i++) {
                    producer.send(next(random, "transactional", number + i));
                }
                producer.commitTransaction();
            } catch (KafkaException e) {
                producer.abortTransaction();
            }
            return number + count;
        }

        private static List<TopicPartition> partitions(Set<String> topics) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                for (int i = 0; i < PARTITIONS; i++) {
                    partitions.add(new TopicPartition(topic, i));
                }
            }
            return partitions;
        }

        private Void readAssigned() {
            Map<String, Integer> last = new HashMap<>();
            try (Consumer<String, String> consumer =
                    broker.consumer(READING, new StringDeserializer(), new StringDeserializer())) {
                consumer.assign(partitions(Set.of(topic(0), topic(1))));
                while (changing.get()) {
                    for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                        int number = Integer.parseInt(record.value());
                        Integer before = last.put(record.topic() + record.partition() + record.key(), number);
                        assertThat(before == null || before < number)
                                .as("%s after %s", record, before)
                                .isTrue();
                    }
                }
            }
            return null;
        }

        private Void readAsGroup() {
            Map<String, Object> config = new HashMap<>(READING);
            config.put("group.id", "group");
            config.put("enable.auto.commit", false);
            try (Consumer<String, String> consumer =
                    broker.consumer(config, new StringDeserializer(), new StringDeserializer())) {
                consumer.subscribe(Pattern.compile("t\\d"));
                while (changing.get()) {
                    if (!consumer.poll(POLL).isEmpty()) {
                        try {
                            consumer.commitSync();
                        } catch (KafkaException deleted) {
                            assertThat(deleted).hasMessageContaining("there is no partition t");
                        }
                    }
                }
            }
            return null;
        }

        private void check() throws Exception {
            Set<String> left = broker.admin().listTopics().names().get();
            Map<TopicPartition, Set<String>> found = new HashMap<>();
            try (Consumer<String, String> consumer =
                    broker.consumer(READING, new StringDeserializer(), new StringDeserializer())) {
                for (TopicPartition partition : partitions(left)) {
                    found.put(partition, readToEnd(consumer, partition));
                }
            }
            for (Acknowledged one : acknowledged) {
                boolean deleted = deletions.get(one.partition().topic().charAt(1) - '0') > one.life();
                String record = one.offset() + ":plain:" + one.value();
                assertThat(deleted || found.get(one.partition()).contains(record))
                        .as("seed %d: %s", seed, one)
                        .isTrue();
            }
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(storage.list("partitions"))
                            .as("seed %d: nothing is left of what was deleted", seed)
                            .filteredOn(name -> name.startsWith("t"))
                            .hasSize(left.size() * PARTITIONS));
        }

        /** As a reader of committed records; the end that it comes to is the end. */
        private Set<String> readToEnd(Consumer<String, String> consumer, TopicPartition partition) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = broker.catalog().existingLog(partition).logEndOffset();
            List<String> records = new ArrayList<>();
            while (consumer.position(partition) < end) { // a transaction that is never ended would let this hang
                consumer.poll(POLL)
                        .forEach(record -> records.add(record.offset() + ":" + record.key() + ":" + record.value()));
            }
            Set<String> different = new HashSet<>(records);
            assertThat(different).as("seed %d", seed).hasSameSizeAs(records);
            return different;
        }

        @Override
        public void close() {
            broker.close();
        }
    }
}
