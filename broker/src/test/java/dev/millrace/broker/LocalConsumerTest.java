package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalConsumerTest {

    private static final TopicPartition P0 = new TopicPartition("words", 0);
    private static final TopicPartition P1 = new TopicPartition("words", 1);

    private final MovedClock clock = new MovedClock();
    private LocalBroker broker;

    @BeforeEach
    void open() {
        broker = LocalBroker.inMemory(clock);
        broker.catalog().create("words", 2, Map.of(), clock.nowMs());
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private void send(TopicPartition partition, int from, int to) {
        try (Producer<String, String> producer = Clients.producer(broker)) {
            for (int i = from; i < to; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), (long) i, "k", "" + i));
            }
        }
    }

    private Consumer<String, String> assigned(Object... config) {
        Consumer<String, String> consumer = Clients.consumer(broker, config);
        consumer.assign(List.of(P0, P1));
        return consumer;
    }

    @Test
    void aPollReturnsAtMostMaxPollRecordsAndNoneTwice() {
        send(P0, 0, 25);
        Consumer<String, String> consumer = assigned("max.poll.records", 10);
        List<String> values = new ArrayList<>();
        for (int count : new int[] {10, 10, 5, 0}) {
            ConsumerRecords<String, String> records = consumer.poll(Duration.ZERO);
            assertThat(records.count()).isEqualTo(count);
            records.forEach(record -> values.add(record.value()));
        }
        assertThat(values).hasSize(25).doesNotHaveDuplicates();
        assertThat(consumer.position(P0)).isEqualTo(25);
    }

    @Test
    void aPollServesAllPartitionsThatHaveRecords() {
        send(P0, 0, 1000);
        send(P1, 0, 1000);
        Consumer<String, String> consumer = assigned("max.poll.records", 10);
        for (int i = 0; i < 10; i++) {
            ConsumerRecords<String, String> records = consumer.poll(Duration.ZERO);
            assertThat(records.count()).isEqualTo(10);
            assertThat(records.records(P0)).hasSize(5);
            assertThat(records.records(P1)).hasSize(5);
        }
    }

    @Test
    void whatOnePartitionLeavesOverGoesToTheOthers() {
        send(P0, 0, 1000);
        send(P1, 0, 2);
        Consumer<String, String> consumer = assigned("max.poll.records", 100);
        ConsumerRecords<String, String> records = consumer.poll(Duration.ZERO);
        assertThat(records.count()).isEqualTo(100);
        assertThat(records.records(P1)).hasSize(2);
        assertThat(records.nextOffsets().get(P0).offset()).isEqualTo(98);
    }

    @Test
    void aPollOfZeroNeverWaitsAndAnEmptyOneReturnsNothing() {
        assertThat(assigned().poll(Duration.ZERO)).isEmpty();
    }

    @Test
    void aPollWaitsUntilARecordIsReadable() throws Exception {
        Consumer<String, String> consumer = assigned();
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Integer> polled = CompletableFuture.supplyAsync(() -> {
            started.countDown();
            return consumer.poll(Duration.ofMinutes(1)).count();
        });
        started.await();
        send(P1, 0, 1);
        assertThat(polled.get()).isEqualTo(1);
    }

    @Test
    void aWakeupEndsTheWaitOrTheNextPoll() throws Exception {
        Consumer<String, String> consumer = assigned();
        consumer.wakeup();
        assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(WakeupException.class);
        assertThat(consumer.poll(Duration.ZERO)).isEmpty();

        CompletableFuture<Integer> polled = CompletableFuture.supplyAsync(
                () -> consumer.poll(Duration.ofMinutes(1)).count());
        consumer.wakeup();
        assertThatThrownBy(polled::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WakeupException.class);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        Consumer<String, String> consumer = assigned();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> consumer.poll(Duration.ofMinutes(1)))
                .isInstanceOf(org.apache.kafka.common.errors.InterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        send(P0, 0, 1);
        assertThat(Clients.drain(consumer)).containsExactly("k=0");
    }

    @Test
    void aSecondThreadIsRefusedWhileOneIsInside() throws Exception {
        Consumer<String, String> consumer = assigned();
        CompletableFuture<Integer> polled = CompletableFuture.supplyAsync(
                () -> consumer.poll(Duration.ofMinutes(1)).count());
        org.awaitility.Awaitility.await()
                .untilAsserted(() ->
                        assertThatThrownBy(consumer::assignment).isInstanceOf(ConcurrentModificationException.class));
        consumer.wakeup();
        assertThatThrownBy(polled::get).hasCauseInstanceOf(WakeupException.class);
    }

    @Test
    void aPausedPartitionIsNotReadUntilItIsResumed() {
        send(P0, 0, 3);
        send(P1, 0, 3);
        Consumer<String, String> consumer = assigned();
        consumer.pause(List.of(P0));
        assertThat(consumer.paused()).containsExactly(P0);
        assertThat(consumer.poll(Duration.ZERO).partitions()).containsExactly(P1);
        consumer.resume(List.of(P0));
        assertThat(consumer.poll(Duration.ZERO).partitions()).containsExactly(P0);
        assertThatThrownBy(() -> consumer.pause(List.of(new TopicPartition("words", 9))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void seekingGoesToAnOffsetTheBeginningOrTheEnd() {
        send(P0, 0, 10);
        Consumer<String, String> consumer = assigned();
        consumer.seek(P0, 7);
        assertThat(Clients.drain(consumer)).containsExactly("k=7", "k=8", "k=9");
        consumer.seekToBeginning(List.of(P0));
        assertThat(consumer.position(P0)).isZero();
        consumer.seekToEnd(List.of());
        assertThat(consumer.position(P0)).isEqualTo(10);
        assertThat(Clients.drain(consumer)).isEmpty();
        assertThatThrownBy(() -> consumer.seek(P0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutACommittedOffsetThePolicyDecides() {
        send(P0, 0, 3);
        assertThat(Clients.drain(assigned("auto.offset.reset", "latest"))).isEmpty();
        assertThat(Clients.drain(assigned("auto.offset.reset", "earliest"))).hasSize(3);
        Consumer<String, String> none = assigned("auto.offset.reset", "none");
        assertThatThrownBy(() -> none.poll(Duration.ZERO)).isInstanceOf(NoOffsetForPartitionException.class);
        assertThatThrownBy(() -> assigned("auto.offset.reset", "newest"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("newest");
    }

    @Test
    void aPositionOutsideOfTheLogIsResetOrReported() {
        send(P0, 0, 3);
        Consumer<String, String> consumer = assigned();
        consumer.seek(P0, 100);
        consumer.poll(Duration.ZERO);
        assertThat(Clients.drain(consumer)).hasSize(3);
        Consumer<String, String> strict = assigned("auto.offset.reset", "none");
        strict.seek(P0, 100);
        strict.seek(P1, 0);
        assertThatThrownBy(() -> strict.poll(Duration.ZERO))
                .isInstanceOf(OffsetOutOfRangeException.class)
                .satisfies(e -> assertThat(((OffsetOutOfRangeException) e).offsetOutOfRangePartitions())
                        .containsEntry(P0, 100L));
    }

    @Test
    void offsetsAreFoundByTimeAndAtTheEnds() {
        send(P0, 100, 110);
        Consumer<String, String> consumer = assigned();
        assertThat(consumer.offsetsForTimes(Map.of(P0, 105L)).get(P0).offset()).isEqualTo(5);
        assertThat(consumer.offsetsForTimes(Map.of(P0, 500L))).containsEntry(P0, null);
        assertThat(consumer.beginningOffsets(List.of(P0))).containsEntry(P0, 0L);
        assertThat(consumer.endOffsets(List.of(P0, P1))).containsEntry(P0, 10L).containsEntry(P1, 0L);
        assertThatThrownBy(() -> consumer.endOffsets(List.of(new TopicPartition("nothing", 0))))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
        assertThat(consumer.partitionsFor("words")).hasSize(2);
        assertThat(consumer.partitionsFor("nothing")).isEmpty();
        assertThat(consumer.listTopics()).containsKey("words");
    }

    @Test
    void committedOffsetsAreWhereTheNextConsumerGoesOn() {
        send(P0, 0, 10);
        Consumer<String, String> first = assigned("group.id", "g", "max.poll.records", 4);
        first.poll(Duration.ZERO);
        first.commitSync();
        first.close();
        Consumer<String, String> second = assigned("group.id", "g");
        assertThat(Clients.drain(second)).hasSize(6);
        assertThat(second.committed(Set.of(P0, P1))).containsEntry(P0, read(4)).containsKey(P1);
        second.commitSync(Map.of(P0, new OffsetAndMetadata(9, "by hand")));
        assertThat(second.committed(Set.of(P0)).get(P0).metadata()).isEqualTo("by hand");
    }

    /** The offset that a consumer commits once it has read so far: with the epoch of what it read. */
    private static OffsetAndMetadata read(long offset) {
        return new OffsetAndMetadata(offset, Optional.of(0), "");
    }

    @Test
    void anAsynchronousCommitTellsItsCallbackInALaterCall() {
        send(P0, 0, 3);
        Consumer<String, String> consumer = assigned("group.id", "g");
        consumer.poll(Duration.ZERO);
        List<Long> told = new ArrayList<>();
        consumer.commitAsync((offsets, error) -> told.add(offsets.get(P0).offset()));
        assertThat(told).isEmpty();
        consumer.poll(Duration.ZERO);
        assertThat(told).containsExactly(3L);
    }

    @Test
    void offsetsAreCommittedByThemselvesWhenTheIntervalIsOverAndAtTheEnd() {
        send(P0, 0, 3);
        Consumer<String, String> consumer =
                assigned("group.id", "g", "enable.auto.commit", true, "auto.commit.interval.ms", 1_000);
        consumer.poll(Duration.ZERO);
        consumer.poll(Duration.ZERO);
        assertThat(consumer.committed(Set.of(P0)).get(P0)).isNull();
        clock.move(1_000);
        consumer.poll(Duration.ZERO);
        assertThat(consumer.committed(Set.of(P0)).get(P0)).isEqualTo(read(3));
        send(P0, 3, 5);
        consumer.poll(Duration.ZERO);
        consumer.close();
        assertThat(broker.groups().committed("g")).containsEntry(P0, read(5));
    }

    @Test
    void withoutAGroupThereIsNothingToCommitOrSubscribeFor() {
        Consumer<String, String> consumer = assigned();
        assertThatThrownBy(consumer::commitSync).isInstanceOf(InvalidGroupIdException.class);
        assertThatThrownBy(() -> consumer.committed(Set.of(P0))).isInstanceOf(InvalidGroupIdException.class);
        assertThatThrownBy(consumer::groupMetadata).isInstanceOf(InvalidGroupIdException.class);
        consumer.unsubscribe();
        assertThatThrownBy(() -> consumer.subscribe(List.of("words"))).isInstanceOf(InvalidGroupIdException.class);
        assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void assigningAndSubscribingExcludeEachOther() {
        Consumer<String, String> consumer = assigned("group.id", "g");
        assertThatThrownBy(() -> consumer.subscribe(List.of("words"))).isInstanceOf(IllegalStateException.class);
        consumer.unsubscribe();
        consumer.subscribe(Pattern.compile("w.*"));
        assertThatThrownBy(() -> consumer.assign(List.of(P0))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRecordThatCannotBeReadIsReportedAfterThoseBeforeItAndCanBeSkipped() {
        try (Producer<String, String> producer = Clients.producer(broker)) {
            producer.send(new ProducerRecord<>("words", 0, null, "\0\0\0\1"));
            producer.send(new ProducerRecord<>("words", 0, null, "poison"));
            producer.send(new ProducerRecord<>("words", 0, null, "\0\0\0\3"));
        }
        try (Consumer<String, Integer> consumer = broker.consumer(
                Clients.map("auto.offset.reset", "earliest"), new StringDeserializer(), new IntegerDeserializer())) {
            consumer.assign(List.of(P0));
            List<Integer> values = new ArrayList<>();
            for (ConsumerRecord<String, Integer> record : consumer.poll(Duration.ZERO)) {
                values.add(record.value());
            }
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> consumer.poll(Duration.ZERO))
                        .isInstanceOf(RecordDeserializationException.class)
                        .hasMessageContaining("offset 1 of words-0")
                        .satisfies(e -> assertThat(((RecordDeserializationException) e).offset())
                                .isEqualTo(1));
            }
            consumer.seek(P0, 2);
            for (ConsumerRecord<String, Integer> record : consumer.poll(Duration.ZERO)) {
                values.add(record.value());
            }
            assertThat(values).containsExactly(1, 3);
        }
    }

    @Test
    void aTopicThatAppearsLaterIsReadOnceItIsThere() {
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g");
        consumer.assign(List.of(new TopicPartition("later", 0)));
        assertThat(Clients.drain(consumer)).isEmpty();
        send(new TopicPartition("later", 0), 0, 2);
        assertThat(Clients.drain(consumer)).containsExactly("k=0", "k=1");
    }

    @Test
    void aClosedConsumerIsOfNoUse() {
        Consumer<String, String> consumer = assigned();
        consumer.close();
        consumer.close();
        assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWaitingConsumerIsToldThatItsBrokerIsClosed() {
        Consumer<String, String> consumer = assigned();
        CompletableFuture<Integer> polled = CompletableFuture.supplyAsync(
                () -> consumer.poll(Duration.ofMinutes(1)).count());
        broker.close();
        assertThatThrownBy(polled::get).hasMessageContaining("closed");
    }
}
