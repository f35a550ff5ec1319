package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer on a broker without a thread: whatever happens, happens because the test made it. */
class LocalProducerTest {

    private final MovedClock clock = new MovedClock();
    private final LocalBroker broker = LocalBroker.inMemory(clock);

    @AfterEach
    void close() {
        broker.close();
    }

    private static ProducerRecord<String, String> record(String key, String value) {
        return new ProducerRecord<>("words", key, value);
    }

    @Test
    void whatIsFlushedIsReadableAndAcknowledged() throws Exception {
        Producer<String, String> producer = Clients.producer(broker);
        Future<RecordMetadata> first = producer.send(record("a", "1"));
        Future<RecordMetadata> second = producer.send(record("b", "22"));
        assertThat(first.isDone()).isFalse();
        producer.flush();
        assertThat(first.isDone()).isTrue();
        assertThat(first.get().offset()).isZero();
        assertThat(second.get().offset()).isEqualTo(1);
        assertThat(second.get().serializedValueSize()).isEqualTo(2);
        assertThat(second.get().timestamp()).isEqualTo(clock.nowMs());
        assertThat(Clients.contents(broker, "words")).containsExactly("a=1", "b=22");
    }

    @Test
    void waitingForAFutureShipsAndSyncsInsteadOfHanging() throws Exception {
        Producer<String, String> producer = Clients.producer(broker);
        assertThat(producer.send(record("a", "1")).get().offset()).isZero();
        assertThat(Clients.contents(broker, "words")).containsExactly("a=1");
    }

    @Test
    void aBatchIsShippedOnceItHasLingered() {
        Producer<String, String> producer = Clients.producer(broker, "linger.ms", 50);
        Future<RecordMetadata> sent = producer.send(record("a", "1"));
        clock.move(49);
        broker.tick(clock.nowMs());
        assertThat(sent.isDone()).isFalse();
        clock.move(1);
        broker.tick(clock.nowMs());
        assertThat(sent.isDone()).isTrue();
    }

    @Test
    void aFullBatchIsShippedAtOnceAndAcknowledgedWithTheNextStep() {
        Producer<String, String> producer = Clients.producer(broker, "linger.ms", 60_000, "batch.size", 500);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(producer.send(record("k", "x".repeat(100))));
        }
        assertThat(broker.catalog().existingLog(new TopicPartition("words", 0)).logEndOffset())
                .isGreaterThanOrEqualTo(15);
        broker.tick(clock.nowMs());
        assertThat(sent.get(14).isDone()).isTrue();
        assertThat(sent.get(19).isDone()).isFalse();
    }

    @Test
    void callbacksComeInTheOrderOfTheRecords() {
        Producer<String, String> producer = Clients.producer(broker, "batch.size", 200);
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            producer.send(record("k", "value " + i), (metadata, error) -> offsets.add(metadata.offset()));
        }
        producer.flush();
        assertThat(offsets).hasSize(50).isSorted();
    }

    @Test
    void aCallbackMaySendAgain() {
        Producer<String, String> producer = Clients.producer(broker);
        producer.send(record("a", "1"), (metadata, error) -> producer.send(record("a", "2")));
        producer.flush();
        producer.flush();
        assertThat(Clients.contents(broker, "words")).containsExactly("a=1", "a=2");
    }

    @Test
    void aCallbackThatThrowsDoesNotKeepTheOthersFromBeingCalled() {
        Producer<String, String> producer = Clients.producer(broker);
        List<Long> offsets = new ArrayList<>();
        producer.send(record("a", "1"), (metadata, error) -> {
            throw new IllegalStateException("a mistake of the test's, on purpose");
        });
        producer.send(record("a", "2"), (metadata, error) -> offsets.add(metadata.offset()));
        producer.flush();
        assertThat(offsets).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void recordsKeepKeyValueHeadersAndTimestampWithEveryCompression(String compression) {
        Producer<String, String> producer = Clients.producer(broker, "compression.type", compression);
        producer.send(new ProducerRecord<>(
                "words", 0, 77L, "k", "v".repeat(1000), List.of(new RecordHeader("h", new byte[] {1}))));
        producer.send(new ProducerRecord<>("words", 0, 78L, null, null, List.of()));
        producer.flush();
        try (Consumer<String, String> consumer = Clients.consumer(broker)) {
            consumer.assign(List.of(new TopicPartition("words", 0)));
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            consumer.poll(java.time.Duration.ZERO).forEach(records::add);
            assertThat(records.get(0).timestamp()).isEqualTo(77);
            assertThat(records.get(0).value()).hasSize(1000);
            assertThat(records.get(0).headers().lastHeader("h").value()).containsExactly(1);
            assertThat(records.get(1).key()).isNull();
            assertThat(records.get(1).value()).isNull();
        }
    }

    @Test
    void aKeyLiesInThePartitionWhereKafkasClientsPutIt() throws Exception {
        broker.catalog().create("words", 7, Map.of(), clock.nowMs());
        Producer<String, String> producer = Clients.producer(broker);
        for (int i = 0; i < 200; i++) {
            String key = "key-" + i;
            int expected = org.apache.kafka.common.utils.Utils.toPositive(org.apache.kafka.common.utils.Utils.murmur2(
                            key.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    % 7;
            assertThat(producer.send(record(key, "v")).get().partition()).isEqualTo(expected);
        }
    }

    @Test
    void recordsWithoutAKeyAreSharedOutEvenlyHoweverSmallTheirBatchesAre() throws Exception {
        broker.catalog().create("words", 3, Map.of(), clock.nowMs());
        Producer<String, String> producer = Clients.producer(broker, "batch.size", 1_000);
        List<Integer> partitions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            producer.send(new ProducerRecord<>("words", i % 3, "in between", "1"));
            partitions.add(producer.send(record(null, "x".repeat(180))).get().partition());
        }
        for (int p = 0; p < 3; p++) {
            assertThat(Collections.frequency(partitions, p)).isBetween(16, 24);
        }
        long switches = IntStream.range(1, 60)
                .filter(i -> !partitions.get(i).equals(partitions.get(i - 1)))
                .count();
        assertThat(switches).isBetween(10L, 20L);
    }

    @Test
    void producersThatSendLittleDoNotAllSendToOnePartition() throws Exception {
        broker.catalog().create("words", 3, Map.of(), clock.nowMs());
        Set<Integer> partitions = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            partitions.add(
                    Clients.producer(broker).send(record(null, "v")).get().partition());
        }
        assertThat(partitions).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void batchesForManyPartitionsAreShippedEarlyRatherThanMoreMemoryTaken() {
        broker.catalog().create("words", 100, Map.of(), clock.nowMs());
        Producer<String, String> producer =
                Clients.producer(broker, "linger.ms", 60_000, "batch.size", 1_000, "buffer.memory", 10_000);
        for (int p = 0; p < 100; p++) {
            producer.send(new ProducerRecord<>("words", p, "k", "v"));
        }
        long shipped = IntStream.range(0, 100)
                .filter(p -> broker.catalog()
                                .existingLog(new TopicPartition("words", p))
                                .logEndOffset()
                        > 0)
                .count();
        assertThat(shipped).isGreaterThanOrEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource({"gzip, 1, 9", "lz4, 9, 17", "zstd, 1, 19"})
    void aHigherLevelCompressesMore(String compression, int low, int high) {
        StringBuilder text = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < 8_000; i++) {
            text.append(Integer.toString(random.nextInt(200), 36)).append(' ');
        }
        long[] sizes = new long[2];
        for (int i = 0; i < 2; i++) {
            String topic = "words-" + i;
            Producer<String, String> producer = Clients.producer(
                    broker,
                    "compression.type",
                    compression,
                    "compression." + compression + ".level",
                    i == 0 ? low : high);
            producer.send(new ProducerRecord<>(topic, "k", text.toString()));
            producer.flush();
            assertThat(Clients.contents(broker, topic)).containsExactly("k=" + text);
            sizes[i] =
                    broker.catalog().existingLog(new TopicPartition(topic, 0)).sizeBytes();
        }
        assertThat(sizes[1]).isLessThan(sizes[0]);
    }

    @Test
    void recordsWithoutAKeyStayInOnePartitionUntilItsBatchIsFull() {
        broker.catalog().create("words", 3, Map.of(), clock.nowMs());
        Producer<String, String> producer = Clients.producer(broker, "batch.size", 1_000);
        List<Integer> partitions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            producer.send(record(null, "x".repeat(80)), (metadata, error) -> partitions.add(metadata.partition()));
        }
        producer.flush();
        assertThat(partitions).containsOnly(0, 1, 2);
        long changes = 0;
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            changes +=
                    broker.catalog().existingLog(new TopicPartition("words", p)).logEndOffset() > 0 ? 1 : 0;
        }
        assertThat(changes).isEqualTo(3);
    }

    @Test
    void aRecordThatIsTooLargeFailsAloneAndTheProducerGoesOn() {
        Producer<String, String> producer = Clients.producer(broker, "max.request.size", 1_000);
        List<Exception> errors = new ArrayList<>();
        Future<RecordMetadata> large =
                producer.send(record("a", "x".repeat(2_000)), (metadata, error) -> errors.add(error));
        assertThatThrownBy(large::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RecordTooLargeException.class)
                .hasMessageContaining("max.request.size");
        assertThat(errors).hasSize(1);
        producer.send(record("a", "small"));
        producer.flush();
        assertThat(Clients.contents(broker, "words")).containsExactly("a=small");
    }

    @Test
    void aBatchThatTheTopicDoesNotTakeFailsItsRecords() {
        broker.catalog().create("words", 1, Map.of("max.message.bytes", "300"), clock.nowMs());
        Producer<String, String> producer = Clients.producer(broker);
        Future<RecordMetadata> large = producer.send(record("a", "x".repeat(2_000)));
        assertThatThrownBy(large::get).hasCauseInstanceOf(RecordTooLargeException.class);
        for (int i = 0; i < 10; i++) {
            producer.send(record("a", "x".repeat(50)));
        }
        producer.flush();
        assertThat(Clients.contents(broker, "words")).hasSize(10);
    }

    @Test
    void anUnknownTopicIsCreatedUnlessThatIsSwitchedOff() {
        Producer<String, String> producer = Clients.producer(broker);
        producer.send(record("a", "1"));
        assertThat(producer.partitionsFor("words")).hasSize(1);

        BrokerConfig strict = BrokerConfig.of(Map.of("auto.create.topics.enable", false));
        try (LocalBroker other = LocalBroker.open(new dev.millrace.log.storage.MemoryStorage(), strict, clock, false)) {
            Future<RecordMetadata> sent = Clients.producer(other).send(record("a", "1"));
            assertThatThrownBy(sent::get).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void aTopicNameThatIsNotAllowedFailsTheRecord() {
        Future<RecordMetadata> sent = Clients.producer(broker).send(new ProducerRecord<>("no spaces", "a", "1"));
        assertThatThrownBy(sent::get).hasCauseInstanceOf(InvalidTopicException.class);
    }

    @Test
    void aPartitionThatIsNotThereFailsTheRecord() {
        Future<RecordMetadata> sent = Clients.producer(broker).send(new ProducerRecord<>("words", 5, "a", "1"));
        assertThatThrownBy(sent::get)
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class)
                .hasMessageContaining("no partition 5");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aSerializerForAnotherTypeIsNamed() {
        Producer producer = broker.producer(Map.of(), new StringSerializer(), new StringSerializer());
        assertThatThrownBy(() -> producer.send(new ProducerRecord<>("words", 1, "1")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("java.lang.Integer")
                .hasMessageContaining("key.serializer");
    }

    @Test
    void aTopicThatGrowsOrIsDeletedIsNoticed() throws Exception {
        broker.catalog().create("words", 1, Map.of(), clock.nowMs());
        Producer<String, String> producer = Clients.producer(broker);
        producer.send(record("a", "1")).get();
        broker.catalog().grow("words", 4, clock.nowMs());
        assertThat(producer.partitionsFor("words")).hasSize(4);
        producer.send(new ProducerRecord<>("words", 0, "a", "2")).get();
        producer.send(new ProducerRecord<>("words", 3, "a", "3")).get();
        broker.catalog().delete("words", clock.nowMs());
        producer.send(record("b", "4")).get();
        assertThat(Clients.contents(broker, "words")).containsExactly("b=4");
    }

    @Test
    void acksZeroTellsNoOffsetAndWaitsForNothing() throws Exception {
        Producer<String, String> producer = Clients.producer(broker, "acks", "0", "batch.size", 1);
        Future<RecordMetadata> sent = producer.send(record("a", "1"));
        assertThat(sent.isDone()).isTrue();
        assertThat(sent.get().hasOffset()).isFalse();
        broker.tick(clock.nowMs());
        assertThat(Clients.contents(broker, "words")).containsExactly("a=1");
    }

    @Test
    void acksZeroIsNotToldOfABatchThatTheLogDidNotTake() throws Exception {
        assertThat(lostBatch("0").get().hasOffset()).isFalse();
        assertThatThrownBy(() -> lostBatch("1").get()).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    /** Of a record whose topic is deleted before its batch is shipped. */
    private Future<RecordMetadata> lostBatch(String acks) {
        broker.catalog().create("gone", 1, Map.of(), clock.nowMs());
        Producer<String, String> producer = Clients.producer(broker, "acks", acks, "linger.ms", 60_000);
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>("gone", "a", "1"));
        broker.catalog().delete("gone", clock.nowMs());
        producer.send(record("b", "2"));
        return sent;
    }

    @Test
    void acksOneIsAcknowledgedByTheAppendAndAcksAllByTheSyncThatMakesItReadable() throws Exception {
        Producer<String, String> one = Clients.producer(broker, "acks", "1", "batch.size", 1);
        Producer<String, String> lingering = Clients.producer(broker, "acks", "1", "linger.ms", 60_000);
        Producer<String, String> all = Clients.producer(broker, "batch.size", 1);
        Future<RecordMetadata> sent = one.send(record("a", "1"));
        assertThat(sent.isDone()).isTrue();
        assertThat(sent.get().offset()).isZero();
        assertThat(lingering.send(record("a", "2")).get().offset()).isEqualTo(1);
        Future<RecordMetadata> unsynced = all.send(record("a", "3"));
        assertThat(unsynced.isDone()).isFalse();
        assertThat(Clients.contents(broker, "words")).as("nothing was synced").isEmpty();
        assertThat(unsynced.get().offset()).isEqualTo(2);
        assertThat(Clients.contents(broker, "words")).containsExactly("a=1", "a=2", "a=3");
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> Clients.producer(broker, "acks", "1", "enable.idempotence", true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("acks");
        assertThatThrownBy(() -> Clients.transactional(broker, "tx", "acks", "1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("transactional.id");
        assertThatThrownBy(() -> Clients.producer(broker, "compression.type", "rar"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("rar");
    }

    @Test
    void closingWritesWhatIsThereAndEndsTheProducer() {
        Producer<String, String> producer = Clients.producer(broker);
        producer.send(record("a", "1"));
        producer.close();
        producer.close();
        assertThat(Clients.contents(broker, "words")).containsExactly("a=1");
        assertThatThrownBy(() -> producer.send(record("a", "2"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingAtOnceFailsWhatIsNotShipped() {
        Producer<String, String> producer = Clients.producer(broker);
        Future<RecordMetadata> sent = producer.send(record("a", "1"));
        producer.close(java.time.Duration.ZERO);
        assertThat(sent.isDone()).isTrue();
        assertThatThrownBy(sent::get).hasCauseInstanceOf(KafkaException.class);
        assertThat(Clients.contents(broker, "words")).isEmpty();
    }

    @Test
    void interceptorsSeeRecordsAndAcknowledgements() {
        Shouting.acknowledged.clear();
        Producer<String, String> producer =
                Clients.producer(broker, ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, Shouting.class.getName());
        producer.send(record("a", "quiet"));
        producer.flush();
        assertThat(Clients.contents(broker, "words")).containsExactly("a=QUIET");
        assertThat(Shouting.acknowledged).containsExactly(0L);
    }

    /** An interceptor; public because Kafka makes it. */
    public static final class Shouting implements ProducerInterceptor<String, String> {
        static final List<Long> acknowledged = new ArrayList<>();

        @Override
        public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
            return new ProducerRecord<>(
                    record.topic(), record.key(), record.value().toUpperCase(java.util.Locale.ROOT));
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
            acknowledged.add(metadata.offset());
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }
}
