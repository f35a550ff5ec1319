package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.log.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a producer's timeouts promise when a sync of the disk hangs. The clock is the test's, the threads are real. */
class SlowDiskTest {

    private final MovedClock clock = new MovedClock();
    private final StalledStorage disk = new StalledStorage(new MemoryStorage());
    private final LocalBroker broker = LocalBroker.open(disk.storage(), BrokerConfig.DEFAULT, clock, true);

    @BeforeEach
    void create() {
        broker.catalog().create("words", 1, Map.of(), clock.nowMs());
    }

    @AfterEach
    void close() {
        disk.goOn();
        disk.write();
        broker.close();
    }

    private Producer<String, String> producer(Object... config) {
        return Clients.producer(broker, config);
    }

    private static ProducerRecord<String, String> word(String value) {
        return new ProducerRecord<>("words", 0, "k", value);
    }

    @Test
    void whatIsNotAcknowledgedWithinTheDeliveryTimeoutFailsAndTheSequenceGoesOn() throws Exception {
        Producer<String, String> producer = producer("linger.ms", 0, "batch.size", 1);
        List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
        disk.stall();
        for (int i = 0; i < 3; i++) {
            String value = "late " + i;
            producer.send(
                    word(value),
                    (metadata, error) ->
                            outcomes.add(value + " " + error.getClass().getSimpleName()));
        }
        await().until(disk::isAwaited);
        clock.move(119_999);
        assertThat(outcomes).isEmpty();
        clock.move(1);
        await().until(() -> outcomes.size() == 3);
        assertThat(outcomes)
                .containsExactly("late 0 TimeoutException", "late 1 TimeoutException", "late 2 TimeoutException");
        disk.goOn();
        assertThat(producer.send(word("next")).get().offset()).isEqualTo(3);
        assertThat(Clients.contents(broker, "words"))
                .as("a batch that timed out may be there, as with Kafka")
                .containsExactly("k=late 0", "k=late 1", "k=late 2", "k=next");
    }

    @Test
    void aTransactionWithABatchThatTimedOutCanOnlyBeAborted() {
        Producer<String, String> producer =
                Clients.transactional(broker, "tx", "linger.ms", 0, "transaction.timeout.ms", 800_000);
        producer.initTransactions();
        producer.beginTransaction();
        disk.stall();
        Future<RecordMetadata> sent = producer.send(word("1"));
        await().until(() -> {
            clock.move(1_000);
            return disk.isAwaited();
        });
        clock.move(120_000);
        await().until(sent::isDone);
        assertThatThrownBy(sent::get).hasCauseInstanceOf(TimeoutException.class);
        disk.goOn();
        assertThatThrownBy(producer::commitTransaction)
                .isInstanceOf(KafkaException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(word("2"));
        producer.commitTransaction();
        assertThat(Clients.contents(broker, "words")).containsExactly("k=2");
    }

    @Test
    void othersAppendWhileACommitWritesToTheJournal() throws Exception {
        broker.catalog().create("more", 1, Map.of(), clock.nowMs());
        Producer<String, String> committing = producer();
        Producer<String, String> other = producer("acks", "1", "enable.idempotence", "false");
        committing.send(word("0")).get();
        disk.stallWrites("journal");
        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> {
            Future<RecordMetadata> sent = committing.send(word("1"));
            committing.flush();
            assertThat(sent).isDone();
        });
        await().until(disk::isWriting);
        assertThat(other.send(new ProducerRecord<>("more", 0, "k", "2")).get().offset())
                .isZero();
        assertThat(commit).isNotDone();
        disk.write();
        commit.get();
        other.flush();
        committing.send(word("3")).get();
        assertThat(Clients.contents(broker, "words")).containsExactly("k=0", "k=1", "k=3");
        assertThat(Clients.contents(broker, "more")).containsExactly("k=2");
    }

    @Test
    void aFutureIsWaitedForAsLongAsOneWantsAndNoLonger() throws Exception {
        Producer<String, String> producer = producer();
        disk.stall();
        Future<RecordMetadata> sent = producer.send(word("1"));
        assertThatThrownBy(() -> sent.get(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        disk.goOn();
        assertThat(sent.get(1, TimeUnit.MINUTES).offset()).isZero();
    }

    @Test
    void aSenderWhoseBufferIsFullWaitsForTheDiskUpToMaxBlockMs() throws Exception {
        Producer<String, String> producer = producer("max.block.ms", 20, "buffer.memory", 5_000, "batch.size", 1_000);
        disk.stall();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(producer.send(word("x".repeat(900))));
        }
        List<Future<RecordMetadata>> refused =
                sent.stream().filter(Future::isDone).toList();
        assertThat(refused).hasSizeBetween(13, 16);
        for (Future<RecordMetadata> each : refused) {
            assertThatThrownBy(each::get)
                    .hasCauseInstanceOf(BufferExhaustedException.class)
                    .hasMessageContaining("buffer.memory");
        }
        disk.goOn();
        producer.flush();
        assertThat(Clients.contents(broker, "words")).hasSize(20 - refused.size());
        producer.send(word("next")).get();
    }

    @Test
    void aCloseWaitsForTheDiskAsLongAsItWasToldToAndGivesUpTheRest() {
        Producer<String, String> producer = producer("linger.ms", 60_000);
        Future<RecordMetadata> sent = producer.send(word("1"));
        disk.stall();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> producer.close(Duration.ofMillis(20)));
        await().until(closed::isDone);
        assertThatThrownBy(sent::get)
                .cause()
                .isExactlyInstanceOf(KafkaException.class)
                .hasMessageContaining("20 ms");
        disk.goOn();
        producer().flush();
        assertThat(Clients.contents(broker, "words"))
                .as("what was given up may be there, as with Kafka")
                .containsExactly("k=1");
    }

    @Test
    void aCloseWithTimeEnoughAcknowledgesWhatWasSent() throws Exception {
        for (String acks : List.of("all", "1", "0")) {
            Producer<String, String> producer =
                    producer("linger.ms", 60_000, "acks", acks, "enable.idempotence", acks.equals("all"));
            Future<RecordMetadata> sent = producer.send(word(acks));
            producer.close(Duration.ofMinutes(1));
            assertThat(sent).isDone();
            assertThat(sent.get().partition()).isZero();
        }
        assertThat(Clients.contents(broker, "words")).containsExactly("k=all", "k=1", "k=0");
    }

    @Test
    void aCloseThatIsInterruptedGivesUpAtOnceAndKeepsTheInterrupt() {
        Producer<String, String> producer = producer("linger.ms", 60_000);
        Future<RecordMetadata> sent = producer.send(word("1"));
        disk.stall();
        Thread.currentThread().interrupt();
        producer.close(Duration.ofHours(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(sent::get).hasCauseInstanceOf(KafkaException.class);
    }

    @Test
    void aBatchThatIsBeingWrittenIsNotAcknowledgedByASyncThatEndedBefore() throws Exception {
        LocalProducer<String, String> slow = (LocalProducer<String, String>) producer("linger.ms", 0, "batch.size", 1);
        slow.send(word("1")).get();
        broker.catalog().create("other", 1, Map.of(), clock.nowMs());
        disk.stallWrites("words-0");
        CompletableFuture<Future<RecordMetadata>> sent = CompletableFuture.supplyAsync(() -> slow.send(word("2")));
        await().until(disk::isWriting);
        Future<RecordMetadata> other = producer().send(new ProducerRecord<>("other", 0, "k", "1"));
        assertThatThrownBy(() -> other.get(1, TimeUnit.MILLISECONDS)) // the broker syncs, and is about to say so
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        await().until(slow.shipping().lock::hasQueuedThreads);
        disk.stall();
        disk.write();
        Future<RecordMetadata> second = sent.get();
        assertThatThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS))
                .as("no sync has ended since it was written")
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        disk.goOn();
        assertThat(second.get(1, TimeUnit.MINUTES).offset()).isEqualTo(1);
    }
}
