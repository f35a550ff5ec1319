package dev.millrace.conformance.crash;

import dev.millrace.broker.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A process that copies one topic to another, exactly once, a record in a transaction, as a member of a group. It says
 * where it is before each commit, and waits there for its end once it has committed as many as it was told to.
 */
public final class CopyingProcess {
    static final TopicPartition IN = new TopicPartition("in", 0);
    static final TopicPartition OUT = new TopicPartition("out", 0);
    static final String GROUP = "copies";

    private CopyingProcess() {}

    /** Arguments: the directory, and how many to commit. */
    public static void main(String[] args) throws Exception {
        int toCommit = Integer.parseInt(args[1]);
        Map<String, Object> reading = Map.of(
                "group.id", GROUP, "auto.offset.reset", "earliest", "enable.auto.commit", false, "max.poll.records", 1);
        try (LocalBroker broker = LocalBroker.open(Path.of(args[0]), Map.of());
                Consumer<String, String> consumer =
                        broker.consumer(reading, new StringDeserializer(), new StringDeserializer());
                Producer<String, String> producer = broker.producer(
                        Map.of("transactional.id", GROUP), new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of(IN.topic()));
            for (int committed = 0; true; committed++) {
                ConsumerRecord<String, String> record = next(consumer);
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(OUT.topic(), OUT.partition(), null, record.value()));
                producer.sendOffsetsToTransaction(
                        Map.of(IN, new OffsetAndMetadata(record.offset() + 1)), consumer.groupMetadata());
                producer.flush();
                System.out.println("sent " + record.offset() + " .");
                System.out.flush();
                if (committed == toCommit) {
                    Thread.currentThread().join(); // for ever
                }
                producer.commitTransaction();
            }
        }
    }

    private static ConsumerRecord<String, String> next(Consumer<String, String> consumer) {
        while (true) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                return record;
            }
        }
    }
}
