package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Members of one group on threads of their own, who come, go, read and commit as a seed says, while records come in. At
 * any time a partition has one owner; what is committed does not go back; each record is read once, in order, but for
 * what could not be committed.
 */
class GroupThreadsTest {
    private static final int MEMBERS = 4;
    private static final int PARTITIONS = 6;
    private static final long HOURS_MS = 7_200_000; // no member is ever taken for dead, however busy the machine is

    private final Map<TopicPartition, Integer> owners = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Queue<Long>> read = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger comings = new AtomicInteger();

    /** One thread's part: a consumer after the other. */
    private final class Member implements ConsumerRebalanceListener {
        private final LocalBroker broker;
        private final Random random;
        private final String assignor;
        private final int id = comings.incrementAndGet();
        private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        private Consumer<String, String> consumer;

        Member(LocalBroker broker, Random random, String assignor) {
            this.broker = broker;
            this.random = random;
            this.assignor = assignor;
        }

        /** Reads and commits for a while, or until nothing is left. */
        void live() {
            consumer = Clients.consumer(
                    broker,
                    "group.id",
                    "g",
                    "max.poll.records",
                    5,
                    "session.timeout.ms",
                    (int) HOURS_MS,
                    "max.poll.interval.ms",
                    (int) HOURS_MS,
                    "heartbeat.interval.ms",
                    10,
                    "partition.assignment.strategy",
                    assignor);
            consumer.subscribe(List.of("words"), this);
            for (int polls = 5 + random.nextInt(40); polls > 0 && left.get() > 0; polls--) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(2))) {
                    took(record);
                }
                if (random.nextInt(3) == 0) {
                    commit();
                }
            }
            consumer.close();
        }

        private void took(ConsumerRecord<String, String> record) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (owners.get(partition) == null || owners.get(partition) != id) {
                wrong.add(id + " read from " + partition + ", which " + owners.get(partition) + " owns");
            }
            read.get(partition).add(record.offset());
            positions.put(partition, new OffsetAndMetadata(record.offset() + 1));
            left.decrementAndGet();
        }

        private void commit() {
            try {
                consumer.commitSync(positions);
            } catch (RebalanceInProgressException later) {
                // before it gives anything up
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                consumer.commitSync(positions);
            } catch (
                    RebalanceInProgressException
                            again) { // of a cooperative member, when the next rebalance is being decided
                partitions.forEach(this::forgetUncommitted);
            }
            for (TopicPartition partition : partitions) {
                if (!owners.remove(partition, id)) {
                    wrong.add(id + " gives up " + partition + ", which " + owners.get(partition) + " owns");
                }
                positions.remove(partition);
            }
        }

        /** The next owner reads it again. */
        private void forgetUncommitted(TopicPartition partition) {
            OffsetAndMetadata committed = broker.groups().committed("g").get(partition);
            long from = committed == null ? 0 : committed.offset();
            read.get(partition).removeIf(offset -> {
                boolean again = offset >= from;
                left.addAndGet(again ? 1 : 0);
                return again;
            });
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            wrong.add(id + " lost " + partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                Integer before = owners.putIfAbsent(partition, id);
                if (before != null) {
                    wrong.add(id + " is given " + partition + ", which " + before + " owns");
                }
            }
        }
    }

    private void run(long seed, String assignor, int records) {
        owners.clear();
        read.clear();
        left.set(records);
        for (int p = 0; p < PARTITIONS; p++) {
            read.put(new TopicPartition("words", p), new ConcurrentLinkedQueue<>());
        }
        BrokerConfig config = BrokerConfig.of(Map.of("log.flush", "os", "group.initial.rebalance.delay.ms", 0));
        ExecutorService threads = Executors.newFixedThreadPool(MEMBERS + 2);
        try (LocalBroker broker = LocalBroker.open(new MemoryStorage(), config, SystemClock.INSTANCE, true)) {
            broker.catalog().create("words", PARTITIONS, Map.of(), broker.nowMs());
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int m = 0; m < MEMBERS; m++) {
                Random random = new Random(seed * MEMBERS + m);
                all.add(CompletableFuture.runAsync(
                        () -> {
                            while (left.get() > 0 && wrong.isEmpty()) {
                                new Member(broker, random, assignor).live();
                            }
                        },
                        threads));
            }
            all.add(CompletableFuture.runAsync(() -> produce(broker, records), threads));
            all.add(CompletableFuture.runAsync(() -> watchCommits(broker), threads));
            all.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
        assertThat(wrong).as("seed %d, %s", seed, assignor).isEmpty();
        read.forEach((partition, offsets) -> {
            List<Long> inOrder = new ArrayList<>();
            for (long offset = 0; offset < offsets.size(); offset++) {
                inOrder.add(offset);
            }
            assertThat(offsets)
                    .as("seed %d, %s: read of %s", seed, assignor, partition)
                    .containsExactlyElementsOf(inOrder);
        });
    }

    private static void produce(LocalBroker broker, int records) {
        try (Producer<String, String> producer = Clients.producer(broker)) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>("words", i % PARTITIONS, "k", "v" + i));
            }
        }
    }

    private void watchCommits(LocalBroker broker) {
        Map<TopicPartition, Long> seen = new HashMap<>();
        while (left.get() > 0 && wrong.isEmpty()) {
            broker.groups().committed("g").forEach((partition, now) -> {
                Long before = seen.put(partition, now.offset());
                if (before != null && before > now.offset()) {
                    wrong.add(
                            "what is committed of " + partition + " went from " + before + " back to " + now.offset());
                }
            });
            Thread.yield();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {RangeAssignor.class, CooperativeStickyAssignor.class})
    void eachPartitionHasOneOwnerAndEachRecordIsReadOnceWhoeverComesAndGoes(Class<?> assignor) {
        for (long seed = 1; seed <= 2; seed++) {
            run(seed, assignor.getName(), 600);
        }
    }

    @Test
    @Tag("nightly")
    void theSameForHundredsOfGroups() {
        for (long seed = 100; seed < 400; seed++) {
            run(seed, RangeAssignor.class.getName(), 2_000);
            run(seed, CooperativeStickyAssignor.class.getName(), 2_000);
        }
    }
}
