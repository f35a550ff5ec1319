package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.storage.MemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Offsets are forgotten after a day (as set here) without a reader, and never before. */
class OffsetExpiryTest {

    private static final TopicPartition WORDS = new TopicPartition("words", 0);
    private static final TopicPartition OTHER = new TopicPartition("other", 0);
    private static final BrokerConfig A_DAY = BrokerConfig.of(Map.of("offsets.retention.minutes", 24 * 60));
    private static final long DAY_MS = 86_400_000;

    private final MovedClock clock = new MovedClock();
    private final MemoryStorage storage = new MemoryStorage();
    private LocalBroker broker = LocalBroker.open(storage, A_DAY, clock, false);

    @BeforeEach
    void create() {
        broker.catalog().create("words", 1, Map.of(), clock.nowMs());
        broker.catalog().create("other", 1, Map.of(), clock.nowMs());
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private Consumer<String, String> member(String... topics) {
        Consumer<String, String> consumer =
                Clients.consumer(broker, "group.id", "g", "max.poll.interval.ms", Integer.MAX_VALUE);
        consumer.subscribe(List.of(topics));
        consumer.poll(Duration.ZERO);
        return consumer;
    }

    private void pass(long ms) {
        clock.move(ms);
        broker.tick(clock.nowMs());
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        return broker.groups().committed("g");
    }

    @Test
    void aGroupWithoutMembersLosesItsOffsetsADayAfterTheLastOneLeft() {
        Consumer<String, String> consumer = member("words");
        consumer.commitSync(Map.of(WORDS, new OffsetAndMetadata(7)));
        pass(3 * DAY_MS);
        consumer.close();
        pass(DAY_MS - 1);
        assertThat(committed()).containsKey(WORDS);
        pass(60_000);
        assertThat(committed()).isEmpty();
        assertThat(broker.groups().groupIds()).as("nothing of it is left").isEmpty();
    }

    @Test
    void kafka4682_offsetsOfALiveGroupNeverExpireHoweverOldTheirCommit() {
        Consumer<String, String> consumer = member("words");
        consumer.commitSync(Map.of(WORDS, new OffsetAndMetadata(7)));
        pass(30 * DAY_MS);
        assertThat(committed()).containsKey(WORDS);
        consumer.poll(Duration.ZERO);
        assertThat(consumer.position(WORDS)).isZero(); // it had begun before the commit
    }

    @Test
    void kafka13636_offsetsOfARebalancingGroupDoNotExpire() {
        Consumer<String, String> consumer = member("words");
        consumer.commitSync(Map.of(WORDS, new OffsetAndMetadata(7)));
        clock.move(30 * DAY_MS);
        Consumer<String, String> second = member("words");
        broker.tick(clock.nowMs()); // the first has not joined the new generation
        assertThat(committed()).containsKey(WORDS);
        consumer.poll(Duration.ZERO);
        broker.tick(clock.nowMs() + 60_000); // formed, and not yet assigned
        assertThat(committed()).containsKey(WORDS);
        second.close();
    }

    @Test
    void offsetsOfATopicThatNoMemberSubscribesToAnyMoreExpireByTheirCommit() {
        Consumer<String, String> consumer = member("words", "other");
        consumer.commitSync(Map.of(WORDS, new OffsetAndMetadata(7), OTHER, new OffsetAndMetadata(8)));
        consumer.subscribe(List.of("words"));
        consumer.poll(Duration.ZERO);
        pass(DAY_MS - 1);
        assertThat(committed()).containsOnlyKeys(WORDS, OTHER);
        pass(60_000);
        assertThat(committed()).containsOnlyKeys(WORDS);
    }

    @Test
    void offsetsThatWereCommittedWithoutMembershipExpireByTheirCommit() {
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g");
        consumer.assign(List.of(WORDS, OTHER));
        consumer.commitSync(Map.of(WORDS, new OffsetAndMetadata(7)));
        pass(DAY_MS / 2);
        consumer.commitSync(Map.of(OTHER, new OffsetAndMetadata(7)));
        pass(DAY_MS / 2 + 60_000);
        assertThat(committed()).containsOnlyKeys(OTHER);
    }

    @Test
    void aGroupThatARestartInterruptedHasADayToComeBack() {
        member("words").commitSync(Map.of(WORDS, new OffsetAndMetadata(7)));
        clock.move(30 * DAY_MS);
        MemoryStorage disk = storage.copy();
        broker.close();
        broker = LocalBroker.open(disk, A_DAY, clock, false);
        pass(DAY_MS - 1);
        assertThat(committed()).containsKey(WORDS);
        pass(60_000);
        assertThat(committed()).isEmpty();
    }

    @Test
    void anOffsetThatATransactionIsAboutToChangeDoesNotExpire() {
        member("words").close();
        broker.groups()
                .commit(
                        GroupIdentity.outside("g"),
                        Map.of(WORDS, new OffsetAndMetadata(7)),
                        broker.catalog()::has,
                        clock.nowMs());
        clock.move(30 * DAY_MS);
        Producer<String, String> producer = Clients.transactional(broker, "tx");
        producer.initTransactions();
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(Map.of(WORDS, new OffsetAndMetadata(8)), GroupIdentity.outside("g"));
        broker.tick(clock.nowMs());
        assertThat(committed()).containsEntry(WORDS, new OffsetAndMetadata(7));
        producer.commitTransaction();
        assertThat(committed()).containsEntry(WORDS, new OffsetAndMetadata(8));
    }

    @Test
    void aDeletedTopicTakesItsOffsetsAlongAlsoThoseOfAnOpenTransaction() throws Exception {
        Producer<String, String> producer = Clients.transactional(broker, "tx");
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("other", "k", "v"));
        producer.sendOffsetsToTransaction(
                Map.of(WORDS, new OffsetAndMetadata(8), OTHER, new OffsetAndMetadata(9)), GroupIdentity.outside("g"));
        broker.admin().deleteTopics(List.of("words")).all().get();
        producer.commitTransaction();
        assertThat(committed()).containsOnlyKeys(OTHER);
        MemoryStorage disk = storage.copy();
        broker.close();
        broker = LocalBroker.open(disk, A_DAY, clock, false);
        assertThat(committed()).as("after a restart").containsOnlyKeys(OTHER);
    }
}
