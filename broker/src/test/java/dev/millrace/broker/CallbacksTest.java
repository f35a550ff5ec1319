package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.log.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Callbacks of sends that wait, send and flush themselves. Kafka says that they must not; here nothing hangs if they
 * do.
 */
class CallbacksTest {

    private final LocalBroker broker =
            LocalBroker.open(new MemoryStorage(), BrokerConfig.DEFAULT, SystemClock.INSTANCE, true);

    @BeforeEach
    void create() {
        broker.catalog().create("words", 2, Map.of(), broker.nowMs());
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private static ProducerRecord<String, String> word(int partition, String value) {
        return new ProducerRecord<>("words", partition, "k", value);
    }

    /** The offset, also of a future that fails. */
    private static long offset(Future<RecordMetadata> sent) {
        try {
            return sent.get(1, TimeUnit.MINUTES).offset();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void done(Runnable work) {
        CompletableFuture<Void> finished = CompletableFuture.runAsync(work);
        await().until(finished::isDone);
        finished.join();
    }

    @Test
    void aCallbackThatWaitsForAnotherBatchOfTheSameSyncHasItsAnswer() {
        Producer<String, String> producer = Clients.producer(broker, "linger.ms", 60_000);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        for (int partition = 0; partition < 2; partition++) {
            sent.add(producer.send(
                    word(partition, "v"),
                    (metadata, e) -> sent.forEach(each -> {
                        try {
                            seen.add(each.get().offset());
                        } catch (Exception failed) {
                            seen.add(-1L);
                        }
                    })));
        }
        done(producer::flush);
        assertThat(seen).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void aCallbackThatSendsAndWaitsHasItsAnswerAndCallbacksStayInOrder() {
        Producer<String, String> producer = Clients.producer(broker, "linger.ms", 60_000);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        producer.send(word(0, "a"), (metadata, e) -> {
            long nested = offset(producer.send(word(0, "c"), (own, failed) -> order.add("c")));
            order.add("a, and c is at " + nested);
        });
        producer.send(word(1, "b"), (metadata, e) -> {
            producer.flush();
            order.add("b");
        });
        done(producer::flush);
        assertThat(order).contains("a, and c is at 1").last().isEqualTo("c");
        assertThat(order).hasSize(3);
    }

    @Test
    void whoHasWaitedForAFutureFindsThatItsCallbackWasCalled() throws Exception {
        Producer<String, String> producer = Clients.producer(broker);
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Future<RecordMetadata> sent = producer.send(word(0, "v"), (metadata, e) -> {
            called.countDown();
            try {
                goOn.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        called.await();
        Thread waits = new Thread(() -> offset(sent));
        waits.start();
        await().until(() -> waits.getState() != Thread.State.NEW && waits.getState() != Thread.State.RUNNABLE);
        Thread.State then = waits.getState();
        goOn.countDown();
        waits.join();
        assertThat(then).isEqualTo(Thread.State.TIMED_WAITING);
    }

    @Test
    void aCallbackOnTheBrokersThreadThatWaitsForAnotherProducerDoesNotWaitForItsOwnThread() {
        Producer<String, String> first = Clients.producer(broker, "linger.ms", 0);
        Producer<String, String> second = Clients.producer(broker, "linger.ms", 60_000);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        first.send(word(0, "v"), (metadata, e) -> {
            long offset = offset(second.send(word(1, "v")));
            outcome.complete(Thread.currentThread().getName() + " got " + offset);
        });
        await().until(outcome::isDone);
        assertThat(outcome.join()).isEqualTo("millrace-broker got 0");
    }

    @Test
    void aCallbackMaySendMoreThanTheBufferHolds() {
        Producer<String, String> producer =
                Clients.producer(broker, "linger.ms", 60_000, "buffer.memory", 5_000, "batch.size", 1_000);
        List<Future<RecordMetadata>> sent = Collections.synchronizedList(new ArrayList<>());
        producer.send(word(0, "v"), (metadata, e) -> {
            for (int i = 0; i < 20; i++) {
                sent.add(producer.send(word(1, "x".repeat(900))));
            }
        });
        done(producer::flush);
        done(producer::flush);
        assertThat(sent).hasSize(20);
        assertThat(sent.stream().map(CallbacksTest::offset)).last().isEqualTo(19L);
    }
}
