package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionsTest {

    private static final TopicPartition WORDS = new TopicPartition("words", 0);

    private final MovedClock clock = new MovedClock();
    private final LocalBroker broker = LocalBroker.inMemory(clock);

    @AfterEach
    void close() {
        broker.close();
    }

    private Producer<String, String> initialised(String id) {
        Producer<String, String> producer = Clients.transactional(broker, id);
        producer.initTransactions();
        return producer;
    }

    private static ProducerRecord<String, String> word(String value) {
        return new ProducerRecord<>("words", 0, "k", value);
    }

    private List<String> committed() {
        return Clients.contents(broker, "words");
    }

    private List<String> everything() {
        return Clients.contents(broker, "words", "isolation.level", "read_uncommitted");
    }

    @Test
    void recordsOfATransactionAppearTogetherWhenItCommits() {
        Producer<String, String> producer = initialised("tx");
        producer.beginTransaction();
        producer.send(word("1"));
        producer.send(new ProducerRecord<>("others", 0, "k", "2"));
        producer.flush();
        assertThat(everything()).containsExactly("k=1");
        assertThat(committed()).isEmpty();
        producer.commitTransaction();
        assertThat(committed()).containsExactly("k=1");
        assertThat(Clients.contents(broker, "others")).containsExactly("k=2");
    }

    @Test
    void recordsOfAnAbortedTransactionNeverAppear() throws Exception {
        Producer<String, String> producer = initialised("tx");
        producer.beginTransaction();
        producer.send(word("shipped"));
        producer.flush();
        Future<RecordMetadata> open = producer.send(word("not shipped"));
        producer.abortTransaction();
        assertThatThrownBy(open::get).hasCauseInstanceOf(TransactionAbortedException.class);
        producer.beginTransaction();
        producer.send(word("2"));
        producer.commitTransaction();
        assertThat(committed()).containsExactly("k=2");
        assertThat(everything()).containsExactly("k=shipped", "k=2");
    }

    @Test
    void anEmptyTransactionCommitsAndAborts() {
        Producer<String, String> producer = initialised("tx");
        producer.beginTransaction();
        producer.commitTransaction();
        producer.beginTransaction();
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(word("1"));
        producer.commitTransaction();
        assertThat(committed()).containsExactly("k=1");
    }

    @Test
    void manyTransactionsOneAfterTheOther() {
        Producer<String, String> producer = initialised("tx");
        for (int i = 0; i < 1000; i++) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("words", 0, "k", "" + i));
            if (i % 10 == 9) {
                producer.abortTransaction();
            } else {
                producer.commitTransaction();
            }
        }
        assertThat(committed()).hasSize(900).doesNotContain("k=9", "k=999");
    }

    @Test
    void anOpenTransactionHoldsBackLaterOnes() {
        Producer<String, String> slow = initialised("slow");
        slow.beginTransaction();
        slow.send(word("1"));
        slow.flush();
        Producer<String, String> fast = initialised("fast");
        fast.beginTransaction();
        fast.send(word("2"));
        fast.commitTransaction();
        assertThat(committed()).isEmpty();
        slow.abortTransaction();
        assertThat(committed()).containsExactly("k=2");
    }

    @Test
    void aNewerProducerFencesTheOlderOneAndAbortsItsTransaction() {
        Producer<String, String> zombie = initialised("tx");
        zombie.beginTransaction();
        zombie.send(word("zombie"));
        zombie.flush();
        Producer<String, String> producer = initialised("tx");
        producer.beginTransaction();
        producer.send(word("1"));
        producer.commitTransaction();
        Future<RecordMetadata> late = zombie.send(word("late"));
        assertThatThrownBy(late::get).hasCauseInstanceOf(KafkaException.class);
        assertThatThrownBy(zombie::commitTransaction).isInstanceOf(KafkaException.class);
        assertThat(committed()).containsExactly("k=1");
        zombie.close();
        assertThat(committed()).containsExactly("k=1");
    }

    @Test
    void aFencedCommitSaysThatTheProducerIsFenced() {
        Producer<String, String> zombie = initialised("tx");
        zombie.beginTransaction();
        zombie.send(word("zombie"));
        zombie.flush();
        initialised("tx");
        assertThatThrownBy(zombie::commitTransaction).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(zombie::abortTransaction).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(zombie::beginTransaction).isInstanceOf(ProducerFencedException.class);
    }

    @Test
    void aTransactionThatStaysOpenTooLongIsAborted() {
        Producer<String, String> producer = Clients.transactional(broker, "tx", "transaction.timeout.ms", 1_000);
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(word("1"));
        producer.flush();
        try (Producer<String, String> other = Clients.producer(broker)) {
            other.send(word("2"));
        }
        assertThat(committed()).isEmpty();
        clock.move(1_001);
        broker.tick(clock.nowMs());
        assertThat(committed()).containsExactly("k=2");
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
    }

    @Test
    void aProducerWhoseTransactionTimedOutAbortsItAndGoesOn() {
        Producer<String, String> producer = Clients.transactional(broker, "tx", "transaction.timeout.ms", 1_000);
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(word("late"));
        producer.flush();
        clock.move(1_000);
        broker.tick(clock.nowMs());
        Future<RecordMetadata> sent = producer.send(word("later"));
        assertThatThrownBy(sent::get).hasCauseInstanceOf(InvalidProducerEpochException.class);
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(word("next"));
        producer.commitTransaction();
        assertThat(committed()).containsExactly("k=next");
    }

    @Test
    void anIdThatExpiredIsToldSoAndANewProducerTakesItUp() {
        Producer<String, String> idle = initialised("tx");
        idle.beginTransaction();
        idle.send(word("1"));
        idle.commitTransaction();
        clock.move(Duration.ofDays(8).toMillis());
        broker.tick(clock.nowMs());
        idle.beginTransaction();
        Future<RecordMetadata> sent = idle.send(word("never"));
        assertThatThrownBy(sent::get).hasCauseInstanceOf(InvalidPidMappingException.class);
        assertThatThrownBy(idle::abortTransaction).hasCauseInstanceOf(InvalidPidMappingException.class);
        idle.close();
        Producer<String, String> next = initialised("tx");
        next.beginTransaction();
        next.send(word("2"));
        next.commitTransaction();
        assertThat(committed()).containsExactly("k=1", "k=2");
    }

    @Test
    void afterAFailedSendATransactionCanOnlyBeAborted() {
        Producer<String, String> producer = Clients.transactional(broker, "tx", "max.request.size", 500);
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(word("1"));
        producer.send(word("x".repeat(1_000)));
        assertThatThrownBy(() -> producer.send(word("2"))).isInstanceOf(KafkaException.class);
        assertThatThrownBy(producer::commitTransaction)
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("can only be aborted");
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(word("3"));
        producer.commitTransaction();
        assertThat(committed()).containsExactly("k=3");
    }

    @Test
    void stepsOutOfOrderAreRefused() {
        Producer<String, String> plain = Clients.producer(broker);
        assertThatThrownBy(plain::initTransactions)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transactional.id");
        Producer<String, String> producer = Clients.transactional(broker, "tx");
        assertThatThrownBy(producer::beginTransaction).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.send(word("1"))).isInstanceOf(IllegalStateException.class);
        producer.initTransactions();
        assertThatThrownBy(producer::initTransactions).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.send(word("1"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(producer::abortTransaction).isInstanceOf(IllegalStateException.class);
        producer.beginTransaction();
        assertThatThrownBy(producer::beginTransaction).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingAbortsTheOpenTransaction() {
        Producer<String, String> producer = initialised("tx");
        producer.beginTransaction();
        producer.send(word("1"));
        producer.flush();
        producer.close();
        try (Producer<String, String> other = Clients.producer(broker)) {
            other.send(word("2"));
        }
        assertThat(committed()).containsExactly("k=2");
    }

    @Test
    void offsetsAreCommittedWithTheRecordsOrNotAtAll() {
        try (Producer<String, String> input = Clients.producer(broker)) {
            input.send(word("1"));
            input.send(word("2"));
        }
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g");
        consumer.subscribe(List.of("words"));
        assertThat(Clients.drain(consumer)).hasSize(2);
        Producer<String, String> producer = initialised("tx");

        producer.beginTransaction();
        producer.send(new ProducerRecord<>("out", 0, "k", "once"));
        producer.sendOffsetsToTransaction(Map.of(WORDS, new OffsetAndMetadata(1)), consumer.groupMetadata());
        producer.abortTransaction();
        assertThat(consumer.committed(Set.of(WORDS)).get(WORDS)).isNull();

        producer.beginTransaction();
        producer.send(new ProducerRecord<>("out", 0, "k", "twice"));
        producer.sendOffsetsToTransaction(Map.of(WORDS, new OffsetAndMetadata(2)), consumer.groupMetadata());
        producer.commitTransaction();
        assertThat(consumer.committed(Set.of(WORDS)).get(WORDS)).isEqualTo(new OffsetAndMetadata(2));
        assertThat(Clients.contents(broker, "out")).containsExactly("k=twice");
    }

    @Test
    void anOffsetThatIsAboutToChangeIsWaitedFor() {
        Producer<String, String> producer = initialised("tx");
        producer.beginTransaction();
        producer.send(word("1"));
        producer.sendOffsetsToTransaction(Map.of(WORDS, new OffsetAndMetadata(1)), group("g"));
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g");
        assertThatThrownBy(() -> consumer.committed(Set.of(WORDS), Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class);
        consumer.assign(List.of(WORDS));
        assertThat(consumer.poll(Duration.ZERO)).isEmpty();
        producer.commitTransaction();
        assertThat(consumer.committed(Set.of(WORDS), Duration.ZERO).get(WORDS)).isEqualTo(new OffsetAndMetadata(1));
    }

    @SuppressWarnings("removal")
    private static ConsumerGroupMetadata group(String id) {
        return new ConsumerGroupMetadata(id);
    }

    @Test
    void offsetsOfAnOldGenerationAreRefusedAndTheTransactionCanOnlyBeAborted() {
        broker.catalog().create("words", 2, Map.of(), clock.nowMs());
        Consumer<String, String> first = Clients.consumer(broker, "group.id", "g");
        first.subscribe(List.of("words"));
        first.poll(Duration.ZERO);
        ConsumerGroupMetadata old = first.groupMetadata();
        Consumer<String, String> second = Clients.consumer(broker, "group.id", "g");
        second.subscribe(List.of("words"));
        for (int i = 0; i < 5; i++) {
            second.poll(Duration.ZERO);
            first.poll(Duration.ZERO);
        }
        assertThat(first.groupMetadata().generationId()).isGreaterThan(old.generationId());

        Producer<String, String> producer = initialised("tx");
        producer.beginTransaction();
        assertThatThrownBy(() -> producer.sendOffsetsToTransaction(Map.of(WORDS, new OffsetAndMetadata(1)), old))
                .isInstanceOf(CommitFailedException.class);
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        producer.abortTransaction();
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(Map.of(WORDS, new OffsetAndMetadata(1)), first.groupMetadata());
        producer.commitTransaction();
        assertThat(first.committed(Set.of(WORDS)).get(WORDS)).isEqualTo(new OffsetAndMetadata(1));
    }

    @Test
    void aConsumersPositionGoesOverMarkersAndAbortedRecords() {
        Producer<String, String> producer = initialised("tx");
        producer.beginTransaction();
        producer.send(word("1"));
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(word("2"));
        producer.flush();
        producer.abortTransaction();
        try (Consumer<String, String> consumer = Clients.consumer(broker)) {
            consumer.assign(List.of(WORDS));
            assertThat(Clients.drain(consumer)).containsExactly("k=1");
            assertThat(consumer.position(WORDS))
                    .isEqualTo(4)
                    .isEqualTo(consumer.endOffsets(List.of(WORDS)).get(WORDS));
            assertThat(consumer.currentLag(WORDS)).hasValue(0);
        }
    }
}
