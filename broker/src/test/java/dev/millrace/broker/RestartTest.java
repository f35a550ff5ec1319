package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;

/**
 * What the next process finds. A crash is a copy of the files while the broker runs, opened by another broker: kill -9
 * with the page cache intact. (Power cuts are simulated in the module conformance.)
 */
class RestartTest {

    private static final TopicPartition IN = new TopicPartition("in", 0);

    private final MovedClock clock = new MovedClock();
    private MemoryStorage storage = new MemoryStorage();
    private LocalBroker broker = open();

    private LocalBroker open() {
        return LocalBroker.open(storage, BrokerConfig.DEFAULT, clock, false);
    }

    private void crash() {
        storage = storage.copy();
        broker = open();
    }

    private void restart() {
        MemoryStorage kept = storage;
        storage = kept.copy();
        broker.close();
        storage = kept.copy();
        broker = open();
    }

    @Test
    void acknowledgedRecordsAndTopicsAreThereAgain() throws Exception {
        Uuid id = broker.catalog()
                .create("in", 3, Map.of("retention.ms", "5000"), clock.nowMs())
                .id();
        Producer<String, String> producer = Clients.producer(broker);
        producer.send(new ProducerRecord<>("in", 0, "k", "1")).get();
        producer.send(new ProducerRecord<>("in", 0, "k", "never shipped"));
        crash();
        Topic topic = broker.catalog().existing("in");
        assertThat(topic.id()).isEqualTo(id);
        assertThat(topic.partitionCount()).isEqualTo(3);
        assertThat(topic.configs()).containsEntry("retention.ms", "5000");
        assertThat(topic.partitions().get(0).config().retentionMs()).isEqualTo(5000);
        assertThat(Clients.contents(broker, "in")).containsExactly("k=1");
        Clients.producer(broker).send(new ProducerRecord<>("in", 0, "k", "2")).get();
        crash();
        assertThat(Clients.contents(broker, "in")).containsExactly("k=1", "k=2");
    }

    @Test
    void aTopicThatCannotBeOpenedFailsAloneCanBeChangedAndDeleted() throws Exception {
        broker.catalog().create("torn", 1, Map.of(), clock.nowMs());
        broker.catalog().create("in", 1, Map.of(), clock.nowMs());
        TopicPartition torn = new TopicPartition("torn", 0);
        Producer<String, String> producer = Clients.producer(broker);
        producer.send(new ProducerRecord<>("torn", 0, "k", "1")).get();
        producer.send(new ProducerRecord<>("in", 0, "k", "1")).get();
        broker.close();
        storage = storage.copy();
        for (String directory : storage.list("partitions")) {
            if (directory.startsWith("torn")) {
                storage.open("partitions/" + directory + "/00000000000000000000.log")
                        .truncate(10);
            }
        }
        broker = open();
        assertThat(Clients.contents(broker, "in")).containsExactly("k=1");
        assertThat(Clients.producer(broker).send(new ProducerRecord<>("torn", 0, "k", "2")))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("bytes of it were durable")
                .withMessageContaining("delete the topic");
        try (Admin admin = broker.admin()) {
            assertThat(admin.listOffsets(Map.of(torn, OffsetSpec.latest())).all())
                    .failsWithin(Duration.ZERO)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(KafkaStorageException.class);
            assertThat(admin.describeLogDirs(List.of(0))
                            .allDescriptions()
                            .get()
                            .get(0)
                            .values())
                    .allSatisfy(log ->
                            assertThat(log.replicaInfos()).containsKey(IN).doesNotContainKey(torn));
            admin.createPartitions(Map.of("torn", NewPartitions.increaseTo(2)))
                    .all()
                    .get();
            Clients.producer(broker)
                    .send(new ProducerRecord<>("torn", 1, "k", "3"))
                    .get();
            admin.deleteTopics(List.of("torn")).all().get();
        }
        broker.catalog().create("torn", 1, Map.of(), clock.nowMs());
        assertThat(Clients.contents(broker, "torn")).isEmpty();
        crash();
        assertThat(Clients.contents(broker, "torn")).isEmpty();
    }

    @Test
    void aDeletedTopicStaysDeletedAndAGrownOneKeepsItsPartitions() {
        broker.catalog().create("gone", 1, Map.of(), clock.nowMs());
        broker.catalog().create("grown", 1, Map.of(), clock.nowMs());
        broker.catalog().grow("grown", 5, clock.nowMs());
        broker.catalog().delete("gone", clock.nowMs());
        crash();
        assertThat(broker.catalog().topic("gone")).isNull();
        assertThat(broker.catalog().existing("grown").partitionCount()).isEqualTo(5);
    }

    @Test
    void theCatalogForgetsSupersededEvents() {
        broker.catalog().create("in", 1, Map.of(), clock.nowMs());
        for (int i = 0; i < 1_100; i++) {
            broker.catalog().configure("in", Map.of("retention.ms", "" + i), clock.nowMs());
        }
        crash();
        assertThat(broker.catalog().existing("in").configs()).containsEntry("retention.ms", "1099");
        crash();
        assertThat(broker.catalog().existing("in").configs()).containsEntry("retention.ms", "1099");
    }

    @Test
    void anOpenTransactionIsAbortedAndACommittedOneIsThere() {
        Producer<String, String> producer = Clients.transactional(broker, "tx");
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("in", 0, "k", "committed"));
        producer.sendOffsetsToTransaction(Map.of(IN, new OffsetAndMetadata(1)), GroupIdentity.outside("g"));
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("in", 0, "k", "open"));
        producer.sendOffsetsToTransaction(Map.of(IN, new OffsetAndMetadata(2)), GroupIdentity.outside("g"));
        producer.flush();
        crash();
        Clients.producer(broker).send(new ProducerRecord<>("in", 0, "k", "later"));
        broker.tick(clock.nowMs() + 10);
        assertThat(Clients.contents(broker, "in")).containsExactly("k=committed", "k=later");
        assertThat(broker.groups().committed("g")).containsEntry(IN, new OffsetAndMetadata(1));
        assertThat(broker.groups().isUnstable("g", List.of(IN))).isFalse();
    }

    @Test
    void aGroupGoesOnWhereItCommittedWithALaterGeneration() {
        broker.catalog().create("in", 1, Map.of(), clock.nowMs());
        Clients.producer(broker).send(new ProducerRecord<>("in", 0, "k", "1"));
        broker.tick(clock.nowMs() + 10);
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g");
        consumer.subscribe(List.of("in"));
        assertThat(Clients.drain(consumer)).containsExactly("k=1");
        consumer.commitSync();
        int generation = consumer.groupMetadata().generationId();
        restart();
        Clients.producer(broker).send(new ProducerRecord<>("in", 0, "k", "2"));
        broker.tick(clock.nowMs() + 10);
        Consumer<String, String> next = Clients.consumer(broker, "group.id", "g");
        next.subscribe(List.of("in"));
        assertThat(Clients.drain(next)).containsExactly("k=2");
        assertThat(next.groupMetadata().generationId()).isGreaterThan(generation);
    }

    @Test
    void offsetsOfAGroupWithoutMembersExpireAndThoseOfAGroupWithMembersDoNot() {
        long week = 7L * 86_400_000;
        broker.catalog().create("in", 1, Map.of(), clock.nowMs());
        Consumer<String, String> consumer =
                Clients.consumer(broker, "group.id", "live", "max.poll.interval.ms", Integer.MAX_VALUE);
        consumer.subscribe(List.of("in"));
        Clients.drain(consumer);
        consumer.commitSync(Map.of(IN, new OffsetAndMetadata(1)));
        try (Admin admin = broker.admin()) {
            admin.alterConsumerGroupOffsets("dead", Map.of(IN, new OffsetAndMetadata(1)));
        }
        clock.move(week - 1);
        broker.tick(clock.nowMs());
        assertThat(broker.groups().committed("dead")).hasSize(1);
        clock.move(1 + 60_000);
        broker.tick(clock.nowMs());
        assertThat(broker.groups().committed("dead")).isEmpty();
        assertThat(broker.groups().committed("live")).hasSize(1);
        crash();
        assertThat(broker.groups().committed("dead")).isEmpty();
        assertThat(broker.groups().committed("live")).hasSize(1);
    }

    /**
     * Copies "in" to "out", exactly once, in transactions of random size that are cut off by crashes at random steps;
     * each life goes on from the committed offset.
     */
    @Test
    void exactlyOnceAcrossManyCrashes() {
        for (long seed = 1; seed <= 5; seed++) {
            storage = new MemoryStorage();
            broker = open();
            copyWithCrashes(new Random(seed), "seed " + seed);
        }
    }

    private void copyWithCrashes(Random random, String label) {
        broker.catalog().create("in", 1, Map.of(), clock.nowMs());
        broker.catalog().create("out", 2, Map.of(), clock.nowMs());
        List<String> expected = new ArrayList<>();
        try (Producer<String, String> input = Clients.producer(broker)) {
            for (int i = 0; i < 200; i++) {
                input.send(new ProducerRecord<>("in", 0, "k" + i, "" + i));
                expected.add("k" + i + "=" + i);
            }
        }
        long position = 0;
        while (position < 200) {
            position = oneLife(random);
            crash();
        }
        assertThat(Clients.contents(broker, "out")).as(label).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Returns the committed position at the end of this life. */
    private long oneLife(Random random) {
        int stepsLeft = random.nextInt(60);
        Consumer<String, String> consumer =
                Clients.consumer(broker, "group.id", "copy", "max.poll.records", 1 + random.nextInt(10));
        consumer.subscribe(List.of("in"));
        Producer<String, String> producer = Clients.transactional(broker, "copy");
        producer.initTransactions();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        while (stepsLeft-- > 0) {
            producer.beginTransaction();
            for (var record : consumer.poll(java.time.Duration.ZERO)) {
                producer.send(new ProducerRecord<>("out", record.key(), record.value()));
                offsets.put(IN, new OffsetAndMetadata(record.offset() + 1));
            }
            if (random.nextInt(5) == 0) {
                producer.flush();
            }
            if (stepsLeft == 0) {
                break; // the process dies here, the transaction is open
            }
            if (!offsets.isEmpty()) {
                producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            }
            producer.commitTransaction();
        }
        OffsetAndMetadata committed = consumer.committed(Set.of(IN), java.time.Duration.ZERO.plusMillis(0))
                .getOrDefault(IN, null);
        return committed == null ? 0 : committed.offset();
    }
}
