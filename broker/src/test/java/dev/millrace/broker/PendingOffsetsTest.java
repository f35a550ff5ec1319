package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Offsets in transactions that are still open, and members that are no members any more. */
class PendingOffsetsTest {

    private static final TopicPartition WORDS = new TopicPartition("words", 0);

    private final MovedClock clock = new MovedClock();
    private final LocalBroker broker = LocalBroker.inMemory(clock);
    private Producer<String, String> producer;

    @BeforeEach
    void fill() {
        broker.catalog().create("words", 1, Map.of(), clock.nowMs());
        broker.catalog().create("out", 1, Map.of(), clock.nowMs());
        try (Producer<String, String> input = Clients.producer(broker)) {
            for (int i = 0; i < 4; i++) {
                input.send(new ProducerRecord<>("words", 0, "k", "v" + i));
            }
        }
        producer = Clients.transactional(broker, "tx");
        producer.initTransactions();
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private Consumer<String, String> member() {
        Consumer<String, String> consumer =
                Clients.consumer(broker, "group.id", "g", "max.poll.interval.ms", 10_000, "max.poll.records", 1);
        consumer.subscribe(List.of("words"));
        return consumer;
    }

    /** Copies one record and leaves the transaction open. */
    private void copyOne(Consumer<String, String> consumer) {
        producer.beginTransaction();
        consumer.poll(Duration.ZERO).forEach(each -> {
            producer.send(new ProducerRecord<>("out", 0, "k", each.value()));
            producer.sendOffsetsToTransaction(
                    Map.of(WORDS, new OffsetAndMetadata(each.offset() + 1)), consumer.groupMetadata());
        });
        producer.flush();
    }

    @Test
    void case32_pausedConsumerCommits() {
        Consumer<String, String> paused = member();
        paused.poll(Duration.ZERO);
        ConsumerGroupMetadata old = paused.groupMetadata();
        clock.move(10_000);
        broker.tick(clock.nowMs());
        Consumer<String, String> successor = member();
        assertThat(successor.poll(Duration.ZERO)).hasSize(1);
        assertThatThrownBy(() -> paused.commitSync(Map.of(WORDS, new OffsetAndMetadata(3))))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("max.poll.interval.ms");
        producer.beginTransaction();
        assertThatThrownBy(() -> producer.sendOffsetsToTransaction(Map.of(WORDS, new OffsetAndMetadata(3)), old))
                .as("nor in a transaction")
                .isInstanceOf(CommitFailedException.class);
        producer.abortTransaction();
        assertThat(broker.groups().committed("g")).isEmpty();
        successor.commitSync();
        assertThat(broker.groups().committed("g").get(WORDS).offset()).isEqualTo(1);
    }

    @Test
    void case33_rebalanceWithPendingTransactionalOffsets() {
        for (boolean commit : new boolean[] {false, true}) {
            Consumer<String, String> first = member();
            copyOne(first);
            first.close(); // its transaction is still open
            Consumer<String, String> second = member();
            assertThat(second.poll(Duration.ZERO)).isEmpty();
            assertThat(second.assignment()).as("it has the partition,").containsExactly(WORDS);
            assertThat(second.poll(Duration.ZERO)).as("and waits").isEmpty();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
            assertThat(second.poll(Duration.ZERO))
                    .as("then it goes on where the transaction left the group")
                    .singleElement()
                    .satisfies(each -> assertThat(each.value()).isEqualTo(commit ? "v1" : "v0"));
            second.close();
        }
        assertThat(Clients.contents(broker, "out")).containsExactly("k=v0");
    }

    @Test
    void case33_aTransactionThatNeverEndsHoldsTheSuccessorNoLongerThanItsTimeout() {
        Producer<String, String> gone = Clients.transactional(broker, "gone", "transaction.timeout.ms", 5_000);
        gone.initTransactions();
        gone.beginTransaction();
        gone.sendOffsetsToTransaction(Map.of(WORDS, new OffsetAndMetadata(3)), GroupIdentity.outside("g"));
        Consumer<String, String> second = member();
        assertThat(second.poll(Duration.ZERO)).isEmpty();
        clock.move(5_001);
        broker.tick(clock.nowMs());
        assertThat(second.poll(Duration.ZERO))
                .singleElement()
                .satisfies(each -> assertThat(each.value()).isEqualTo("v0"));
    }

    @Test
    void anOperatorMayAskForStableOffsetsOnly() {
        Consumer<String, String> consumer = member();
        copyOne(consumer);
        assertThat(broker.groups().committed("g")).isEmpty();
        var stable = new ListConsumerGroupOffsetsOptions().requireStable(true);
        assertThatThrownBy(() -> broker.admin()
                        .listConsumerGroupOffsets(
                                Map.of("g", new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(WORDS))), stable)
                        .all()
                        .get())
                .hasCauseInstanceOf(UnstableOffsetCommitException.class);
        producer.commitTransaction();
    }
}
