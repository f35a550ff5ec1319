package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.transaction.ProducerIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Moments between two steps of a client, in which another thread closes, deletes, wakes or interrupts. */
class InterleavingTest {
    private static final TopicPartition WORDS = new TopicPartition("words", 0);

    private final MovedClock clock = new MovedClock();
    private final MemoryStorage memory = new MemoryStorage();
    private final StalledStorage disk = new StalledStorage(memory);

    private LocalBroker open() {
        LocalBroker broker = LocalBroker.open(disk.storage(), BrokerConfig.DEFAULT, clock, true);
        broker.catalog().create("words", 1, Map.of(), clock.nowMs());
        return broker;
    }

    @Test
    void aRecordWhoseProducerIsClosedWhileItIsSerializedIsRefusedAndNotForgotten() {
        try (LocalBroker broker = open()) {
            AtomicReference<Producer<String, String>> closing = new AtomicReference<>();
            Serializer<String> slow = (topic, text) -> {
                CompletableFuture.runAsync(closing.get()::close).join();
                return text.getBytes();
            };
            closing.set(broker.producer(Map.of(), new StringSerializer(), slow));
            assertThatThrownBy(() -> closing.get().send(new ProducerRecord<>("words", 0, "k", "v")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aBrokerWhoseDiskFailsIsClosedAllTheSame() {
        LocalBroker broker = open();
        Producer<String, String> one = Clients.producer(broker, "linger.ms", 60_000);
        Producer<String, String> other = Clients.producer(broker, "linger.ms", 60_000);
        one.send(new ProducerRecord<>("words", 0, "k", "1"));
        other.send(new ProducerRecord<>("words", 0, "k", "2"));
        disk.fail();
        assertThatThrownBy(broker::close).isInstanceOf(KafkaStorageException.class);
        assertThatThrownBy(() -> other.send(new ProducerRecord<>("words", 0, "k", "3")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(memory::lock).as("the storage was given back").hasMessageContaining("closed");
        broker.close();
    }

    @Test
    void whoClosesABrokerThatIsBeingClosedFindsItClosedAfterwards() {
        LocalBroker broker = open();
        Clients.producer(broker, "linger.ms", 60_000).send(new ProducerRecord<>("words", 0, "k", "v"));
        disk.stall();
        CompletableFuture<Void> first = CompletableFuture.runAsync(broker::close);
        await().until(disk::isAwaited);
        CompletableFuture<Boolean> storageIsClosed = new CompletableFuture<>();
        Thread second = new Thread(() -> {
            broker.close();
            storageIsClosed.complete(isClosed(memory));
        });
        second.start();
        await().until(() ->
                List.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(second.getState()));
        disk.goOn();
        assertThat(storageIsClosed.join()).isTrue();
        first.join();
    }

    private static boolean isClosed(MemoryStorage storage) {
        try {
            storage.lock();
            return false;
        } catch (IOException e) {
            return e.getMessage().contains("closed");
        }
    }

    @Test
    void aCallbackThatClosesTheBrokerWhileItIsBeingClosedDoesNotWaitForItself() {
        LocalBroker broker = open();
        AtomicBoolean called = new AtomicBoolean();
        Clients.producer(broker, "linger.ms", 60_000)
                .send(new ProducerRecord<>("words", 0, "k", "v"), (metadata, e) -> {
                    broker.close();
                    called.set(true);
                });
        broker.close();
        assertThat(called).isTrue();
    }

    /**
     * Calls {@code wakeup()} when the consumer looks whether it was interrupted, which is just after it looked for a
     * wakeup.
     */
    private static final class WakingThread extends Thread {
        private final Consumer<?, ?> consumer;
        private final AtomicBoolean woken = new AtomicBoolean();

        WakingThread(Runnable target, Consumer<?, ?> consumer) {
            super(target);
            this.consumer = consumer;
        }

        @Override
        public boolean isInterrupted() {
            if (woken.compareAndSet(false, true)) {
                consumer.wakeup();
            }
            return super.isInterrupted();
        }
    }

    @Test
    void aWakeupThatComesJustBeforeTheWaitIsNotSleptThrough() {
        try (LocalBroker broker = open();
                Consumer<String, String> consumer =
                        Clients.consumer(broker, "heartbeat.interval.ms", 40_000, "session.timeout.ms", 60_000)) {
            consumer.assign(List.of(WORDS));
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread thread = new WakingThread(
                    () -> {
                        try {
                            consumer.poll(Duration.ofSeconds(50));
                            outcome.complete(null);
                        } catch (WakeupException e) {
                            outcome.complete(e);
                        }
                    },
                    consumer);
            thread.start();
            await().until(outcome::isDone);
            assertThat(outcome.join()).isInstanceOf(WakeupException.class);
        }
    }

    @Test
    void aTopicThatIsDeletedWhileItIsReadIsNoErrorOfThePoll() {
        try (LocalBroker broker = open();
                Producer<String, String> producer = Clients.producer(broker);
                Consumer<String, String> consumer = Clients.consumer(broker)) {
            producer.send(new ProducerRecord<>("words", 0, "k", "v"));
            producer.flush();
            consumer.assign(List.of(WORDS));
            disk.beforeNextRead("words-0", () -> broker.catalog().delete("words", clock.nowMs()));
            assertThat(consumer.poll(Duration.ofMillis(1))).isEmpty();
            assertThat(broker.catalog().topic("words")).isNull();
        }
    }

    @Test
    void anOffsetThatIsCommittedJustAfterItsTopicWasDeletedIsRefused() {
        try (LocalBroker broker = open()) {
            assertThatThrownBy(() -> broker.groups()
                            .commit(
                                    GroupIdentity.outside("g"),
                                    Map.of(WORDS, new OffsetAndMetadata(7)),
                                    partition -> {
                                        assertThat(Thread.holdsLock(broker.groups()))
                                                .as("a deletion waits with its part of the offsets")
                                                .isTrue();
                                        broker.catalog().delete("words", clock.nowMs());
                                        return broker.catalog().has(partition);
                                    },
                                    clock.nowMs()))
                    .hasMessageContaining("there is no partition words-0");
            assertThat(broker.groups().committed("g", List.of(WORDS))).isEmpty();
        }
    }

    @Test
    void aMarkerForAPartitionThatIsDeletedMeanwhileIsNotOwed() throws Exception {
        TopicPartition offsets = new TopicPartition("offsets", 0);
        try (LogDirectory logs = LogDirectory.open(memory, LogDirectoryConfig.DEFAULT, 1)) {
            AppendSignal signal = new AppendSignal();
            TopicCatalog catalog = TopicCatalog.open(logs, BrokerConfig.DEFAULT, signal, 1);
            catalog.create("words", 1, Map.of(), 1);
            catalog.create("offsets", 1, Map.of("cleanup.policy", "compact"), 1);
            GroupCoordinator groups =
                    GroupCoordinator.open(new EventLog(catalog.existingLog(offsets)), BrokerConfig.DEFAULT, signal, 1);
            logs.delete(WORDS); // as when the catalog was asked a moment earlier
            new TransactionMarkers(catalog, groups).appendMarker(WORDS, new ProducerIdentity(1, (short) 0), true, 0, 1);
        }
    }

    @Test
    void aStepThatFailsOrIsInterruptedNeitherEndsTheThreadNorKeepsItAwake() {
        AtomicInteger steps = new AtomicInteger();
        try (BrokerDriver driver = new BrokerDriver("interrupted-step", SystemClock.INSTANCE, nowMs -> {
            int step = steps.incrementAndGet();
            if (step == 1) {
                throw new StackOverflowError("as of a callback");
            }
            if (step == 2) {
                Thread.currentThread().interrupt();
            }
            return nowMs + 600_000;
        })) {
            driver.start();
            await().until(() -> steps.get() >= 2);
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("interrupted-step")
                            && thread.getState() == Thread.State.TIMED_WAITING));
            assertThat(steps).as("an interrupt ends one sleep").hasValueLessThan(4);
        }
    }
}
