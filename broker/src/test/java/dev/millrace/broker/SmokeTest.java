package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeTest {

    @TempDir
    Path directory;

    @Test
    void whatIsSentAndFlushedIsRead() {
        MovedClock clock = new MovedClock();
        try (LocalBroker broker = LocalBroker.inMemory(clock)) {
            try (Producer<String, String> producer = Clients.producer(broker)) {
                producer.send(new ProducerRecord<>("words", "a", "1"));
                producer.send(new ProducerRecord<>("words", "b", "2"));
                producer.flush();
            }
            assertThat(Clients.contents(broker, "words")).containsExactly("a=1", "b=2");
        }
    }

    @Test
    void aTransactionIsSeenWholeOrNotAtAll() throws Exception {
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            try (Producer<String, String> producer = Clients.transactional(broker, "tx")) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("words", "a", "1")).get();
                assertThat(Clients.contents(broker, "words")).isEmpty();
                producer.commitTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("words", "a", "2")).get();
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("words", "a", "3"));
                producer.commitTransaction();
            }
            assertThat(Clients.contents(broker, "words")).containsExactly("a=1", "a=3");
            assertThat(Clients.contents(broker, "words", "isolation.level", "read_uncommitted"))
                    .containsExactly("a=1", "a=2", "a=3");
        }
        try (LocalBroker broker = LocalBroker.open(directory, Map.of());
                Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g")) {
            consumer.subscribe(List.of("words"));
            assertThat(Clients.drain(consumer)).containsExactly("a=1", "a=3");
            consumer.commitSync();
            TopicPartition words = new TopicPartition("words", 0);
            assertThat(consumer.committed(java.util.Set.of(words)))
                    .containsEntry(words, new OffsetAndMetadata(consumer.position(words)));
        }
    }
}
