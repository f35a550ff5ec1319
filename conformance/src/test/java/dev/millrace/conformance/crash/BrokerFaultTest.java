package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.BrokerConfig;
import dev.millrace.broker.LocalBroker;
import dev.millrace.conformance.audit.Baseline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the broker's clients see when the disk fails or is full: an error, never a hang, and never a false
 * acknowledgement.
 */
@ExtendWith(Baseline.class)
class BrokerFaultTest {

    private static final TopicPartition WORDS = new TopicPartition("words", 0);

    private StrictStorage storage = new StrictStorage(1);
    private LocalBroker broker = open();

    private LocalBroker open() {
        return LocalBroker.open(storage, BrokerConfig.DEFAULT, () -> 1_000, false);
    }

    private Producer<String, String> producer(Map<String, Object> config) {
        return broker.producer(config, new StringSerializer(), new StringSerializer());
    }

    private static ProducerRecord<String, String> word(String value) {
        return new ProducerRecord<>("words", 0, null, value);
    }

    private List<String> committed() {
        List<String> values = new ArrayList<>();
        try (Consumer<String, String> consumer = broker.consumer(
                Map.of("auto.offset.reset", "earliest", "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(WORDS));
            int before = -1;
            while (values.size() > before) {
                before = values.size();
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ZERO)) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    @Test
    void aSyncThatFailsIsNeverAnAcknowledgement() throws Exception {
        Producer<String, String> producer = producer(Map.of());
        producer.send(word("1")).get();
        storage.inject(Fault.SYNC, path -> true, 1);
        Future<RecordMetadata> sent = producer.send(word("2"));
        assertThatThrownBy(sent::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(KafkaException.class);
        assertThat(sent.isDone()).isTrue();
        assertThat(committed()).containsExactly("1");
        Future<RecordMetadata> after = producer.send(word("3"));
        assertThatThrownBy(after::get).isInstanceOf(ExecutionException.class);
        storage = storage.crash();
        broker = open();
        assertThat(committed()).startsWith("1").doesNotHaveDuplicates();
        producer(Map.of()).send(word("4")).get();
        assertThat(committed()).startsWith("1").endsWith("4");
    }

    @Test
    void aCommitWhoseSyncFailsIsReportedAndIsThereAsAWholeOrNotAtAll() {
        Producer<String, String> producer = producer(Map.of("transactional.id", "tx"));
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(word("1"));
        producer.send(word("2"));
        storage.inject(Fault.SYNC, path -> true, 1);
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        assertThatThrownBy(producer::beginTransaction).isInstanceOf(KafkaException.class);
        storage = storage.crash();
        broker = open();
        Producer<String, String> next = producer(Map.of("transactional.id", "tx"));
        next.initTransactions();
        next.beginTransaction();
        next.send(word("3"));
        next.commitTransaction();
        assertThat(committed()).isIn(List.of("3"), List.of("1", "2", "3"));
    }

    @Test
    void aFullDiskFailsTheSendAndTheProducerGoesOnOnceThereIsRoom() throws Exception {
        Producer<String, String> producer = producer(Map.of("batch.size", 1));
        producer.send(word("1")).get();
        storage.freeBytes(0);
        Future<RecordMetadata> full = producer.send(word("x".repeat(100_000)));
        assertThatThrownBy(full::get).isInstanceOf(ExecutionException.class);
        assertThat(committed()).containsExactly("1");
        storage.freeBytes(1 << 30);
        producer.send(word("2")).get();
        assertThat(committed()).containsExactly("1", "2");
    }

    @Test
    void aGroupFormsOnAFullDiskAndCommitsOnceThereIsRoom() throws Exception {
        producer(Map.of()).send(word("1")).get();
        storage.freeBytes(0);
        try (Consumer<String, String> consumer = broker.consumer(
                Map.of("group.id", "g", "auto.offset.reset", "earliest", "enable.auto.commit", false),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("words"));
            assertThat(consumer.poll(Duration.ZERO)).hasSize(1);
            assertThatThrownBy(consumer::commitSync)
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("No space left");
            storage.freeBytes(1 << 30);
            consumer.commitSync();
            assertThat(consumer.committed(Set.of(WORDS)).get(WORDS).offset()).isEqualTo(1);
        }
    }

    @Test
    void closingAfterAFaultEndsAndTheNextOpenServes() {
        Producer<String, String> producer = producer(Map.of());
        producer.send(word("1"));
        storage.inject(Fault.SYNC, path -> true, 1_000);
        try {
            broker.close();
        } catch (KafkaException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
        storage = storage.crash();
        broker = open();
        assertThat(committed()).isSubsetOf("1");
    }
}
