package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker on disk with its own thread, used by several threads as a program would. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DrivenBrokerTest {

    @TempDir
    Path directory;

    private static List<String> brokerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("millrace-broker"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "interval", "os"})
    void aSendIsAcknowledgedByItselfAndSurvivesARestart(String flush) throws Exception {
        Map<String, Object> config = Map.of("log.flush", flush);
        try (LocalBroker broker = LocalBroker.open(directory, config)) {
            Producer<String, String> producer = Clients.producer(broker, "linger.ms", 1);
            CountDownLatch acknowledged = new CountDownLatch(1);
            producer.send(new ProducerRecord<>("words", "a", "1"), (metadata, error) -> acknowledged.countDown());
            acknowledged.await();
            assertThat(Clients.contents(broker, "words")).containsExactly("a=1");
        }
        try (LocalBroker broker = LocalBroker.open(directory, config)) {
            assertThat(Clients.contents(broker, "words")).containsExactly("a=1");
        }
    }

    @Test
    void closingIsCompleteAndMayBeRepeated() {
        LocalBroker broker = LocalBroker.open(directory, Map.of());
        Producer<String, String> producer = Clients.producer(broker, "linger.ms", 60_000);
        producer.send(new ProducerRecord<>("words", "a", "still in its batch"));
        assertThat(brokerThreads()).isNotEmpty();
        broker.close();
        broker.close();
        assertThat(brokerThreads()).isEmpty();
        assertThatThrownBy(() -> producer.send(new ProducerRecord<>("words", "a", "late")))
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> Clients.producer(broker)).hasMessageContaining("closed");
        try (LocalBroker again = LocalBroker.open(directory, Map.of())) {
            assertThat(Clients.contents(again, "words")).containsExactly("a=still in its batch");
        }
    }

    @Test
    void aDirectoryInUseAndAFileAreRefusedWithAClearText() throws Exception {
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            assertThat(broker.isClosed()).isFalse();
            assertThatThrownBy(() -> LocalBroker.open(directory, Map.of()))
                    .isInstanceOf(KafkaStorageException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use");
        }
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> LocalBroker.open(file, Map.of()))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void settingsAreCheckedByNameAndValue() {
        assertThatThrownBy(() -> LocalBroker.open(directory, Map.of("log.fluhs", "os")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("log.fluhs")
                .hasMessageContaining("log.flush");
        assertThatThrownBy(() -> LocalBroker.open(directory, Map.of("log.flush", "sometimes")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sometimes")
                .hasMessageContaining("interval");
    }

    @Test
    void manyThreadsShareAProducerAndNothingIsLostOrReordered() throws Exception {
        int threads = 4;
        int each = 2_000;
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            broker.catalog().create("words", 3, Map.of(), broker.nowMs());
            Producer<String, String> producer = Clients.producer(broker);
            AtomicInteger acknowledged = new AtomicInteger();
            List<CompletableFuture<Void>> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String key = "thread-" + t;
                senders.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < each; i++) {
                        producer.send(
                                new ProducerRecord<>("words", key, "" + i),
                                (metadata, error) -> acknowledged.incrementAndGet());
                    }
                }));
            }
            senders.forEach(CompletableFuture::join);
            producer.flush();
            assertThat(acknowledged).hasValue(threads * each);
            Map<String, List<Integer>> byKey = new java.util.HashMap<>();
            for (String record : Clients.contents(broker, "words")) {
                String[] parts = record.split("=");
                byKey.computeIfAbsent(parts[0], k -> new ArrayList<>()).add(Integer.parseInt(parts[1]));
            }
            assertThat(byKey).hasSize(threads);
            byKey.values().forEach(values -> assertThat(values).hasSize(each).isSorted());
        }
    }

    @Test
    void membersOfAGroupOnTheirOwnThreadsReadEverythingOnceWithEagerRebalances() throws Exception {
        readAsGroup(RangeAssignor.class);
    }

    @Test
    void membersOfAGroupOnTheirOwnThreadsReadEverythingOnceWithCooperativeRebalances() throws Exception {
        readAsGroup(CooperativeStickyAssignor.class);
    }

    /** Members come and go while records arrive; each commits what it has read before it gives a partition away. */
    private void readAsGroup(Class<?> assignor) throws Exception {
        int records = 4_000;
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            broker.catalog().create("words", 6, Map.of(), broker.nowMs());
            Set<String> seen = ConcurrentHashMap.newKeySet();
            List<String> twice = Collections.synchronizedList(new ArrayList<>());
            AtomicBoolean stop = new AtomicBoolean();
            List<CompletableFuture<Void>> members = new ArrayList<>();
            Producer<String, String> producer = Clients.producer(broker);
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>("words", "k" + i, "" + i));
                if (i % 1_000 == 0) {
                    members.add(CompletableFuture.runAsync(() -> readUntil(broker, assignor, stop, seen, twice)));
                }
            }
            producer.flush();
            CompletableFuture<Void> brief =
                    CompletableFuture.runAsync(() -> readUntil(broker, assignor, new AtomicBoolean(true), seen, twice));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(seen).hasSize(records));
            stop.set(true);
            members.forEach(CompletableFuture::join);
            brief.join();
            assertThat(twice).isEmpty();
        }
    }

    private static void readUntil(
            LocalBroker broker, Class<?> assignor, AtomicBoolean stop, Set<String> seen, List<String> twice) {
        try (Consumer<String, String> consumer = Clients.consumer(
                broker, "group.id", "g", "partition.assignment.strategy", assignor.getName(), "max.poll.records", 50)) {
            consumer.subscribe(List.of("words"), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    commit(consumer); // refused if the member leaves in the middle of a rebalance
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
            });
            boolean committed;
            do {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(20))) {
                    if (!seen.add(record.value())) {
                        twice.add(record.value());
                    }
                }
                committed = consumer.groupMetadata().generationId() < 0 || commit(consumer);
            } while (!stop.get() || !committed);
        }
    }

    /** False: a rebalance under way refuses the commit; it is done again after the next poll. */
    private static boolean commit(Consumer<String, String> consumer) {
        try {
            consumer.commitSync();
            return true;
        } catch (org.apache.kafka.common.errors.RebalanceInProgressException e) {
            return false;
        }
    }

    @Test
    void transactionsOfManyProducersInterleave() {
        int producers = 3;
        int transactions = 60;
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            broker.catalog().create("words", 20, Map.of(), broker.nowMs());
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                String id = "tx-" + p;
                running.add(CompletableFuture.runAsync(() -> {
                    try (Producer<String, String> producer = Clients.transactional(broker, id)) {
                        producer.initTransactions();
                        for (int t = 0; t < transactions; t++) {
                            producer.beginTransaction();
                            for (int partition = 0; partition < 20; partition++) {
                                producer.send(new ProducerRecord<>("words", partition, id, "" + t));
                            }
                            if (t % 7 == 3) {
                                producer.abortTransaction();
                            } else {
                                producer.commitTransaction();
                            }
                        }
                    }
                }));
            }
            running.forEach(CompletableFuture::join);
            long aborted = java.util.stream.IntStream.range(0, transactions)
                    .filter(t -> t % 7 == 3)
                    .count();
            assertThat(Clients.contents(broker, "words")).hasSize((int) (producers * (transactions - aborted) * 20));
            assertThat(new HashSet<>(Clients.contents(broker, "words"))).noneMatch(r -> r.endsWith("=3"));
        }
    }

    @Test
    void aConsumerSeesACommitAsSoonAsItIsDurable() throws Exception {
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            broker.catalog().create("words", 1, Map.of(), broker.nowMs());
            Consumer<String, String> consumer = Clients.consumer(broker);
            consumer.assign(List.of(new TopicPartition("words", 0)));
            CompletableFuture<Integer> polled = CompletableFuture.supplyAsync(
                    () -> consumer.poll(Duration.ofMinutes(1)).count());
            Producer<String, String> producer = Clients.transactional(broker, "tx");
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("words", "a", "1"));
            producer.commitTransaction();
            assertThat(polled.get()).isEqualTo(1);
        }
    }
}
