package dev.millrace.conformance.differential;

import dev.millrace.EmbeddedLog;
import dev.millrace.streams.StreamsConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A log that an application runs on, and the test's own clients of it. */
interface LiveLog extends AutoCloseable {

    /** What an application has to be told to find it. */
    Map<String, String> settings();

    Admin admin();

    /** A producer that waits for a flush, so that records of one partition come as one batch. */
    Producer<byte[], byte[]> producer();

    /** A consumer that reads what is committed, from the beginning. */
    Consumer<byte[], byte[]> consumer(String groupId);

    @Override
    void close();

    Map<String, Object> WAITING = Map.of("linger.ms", 60_000);

    private static Map<String, Object> ofConsumer(String groupId) {
        return Map.of(
                "group.id",
                groupId,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
    }

    /** The log in this process, on disk. */
    static LiveLog embedded(Path directory) {
        EmbeddedLog log = EmbeddedLog.open(directory, Map.of("log.flush", "os"));
        return new LiveLog() {
            @Override
            public Map<String, String> settings() {
                return Map.of(StreamsConfig.LOG_DIR_CONFIG, directory.toString());
            }

            @Override
            public Admin admin() {
                return log.admin();
            }

            @Override
            public Producer<byte[], byte[]> producer() {
                return log.producer(WAITING, new ByteArraySerializer(), new ByteArraySerializer());
            }

            @Override
            public Consumer<byte[], byte[]> consumer(String groupId) {
                return log.consumer(ofConsumer(groupId), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            }

            @Override
            public void close() {
                log.close();
            }
        };
    }

    /** A cluster of Apache Kafka. */
    static LiveLog kafka(String bootstrapServers) {
        return new LiveLog() {
            @Override
            public Map<String, String> settings() {
                return Map.of(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
            }

            private Map<String, Object> with(Map<String, Object> more) {
                Map<String, Object> all = new HashMap<>(more);
                all.put("bootstrap.servers", bootstrapServers);
                return all;
            }

            @Override
            public Admin admin() {
                return Admin.create(with(Map.of()));
            }

            @Override
            public Producer<byte[], byte[]> producer() {
                return new KafkaProducer<>(with(WAITING), new ByteArraySerializer(), new ByteArraySerializer());
            }

            @Override
            public Consumer<byte[], byte[]> consumer(String groupId) {
                return new KafkaConsumer<>(
                        with(ofConsumer(groupId)), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            }

            @Override
            public void close() {
                // the cluster is somebody else's
            }
        };
    }
}
