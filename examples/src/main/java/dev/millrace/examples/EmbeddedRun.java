package dev.millrace.examples;

import dev.millrace.MillraceStreams;
import dev.millrace.broker.LocalBroker;
import dev.millrace.runtime.LocalClientSupplier;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Runs one of the small programs on an embedded log in a new temporary directory. For one thread. */
final class EmbeddedRun implements AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(1);

    private final LocalBroker broker;
    private final Producer<byte[], byte[]> producer;
    private final MillraceStreams streams;

    private EmbeddedRun(LocalBroker broker, MillraceStreams streams) {
        this.broker = broker;
        this.streams = streams;
        this.producer = broker.producer(Map.of(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Creates the topics, with one partition each, and starts the topology. */
    static EmbeddedRun of(String applicationId, Topology topology, String... topics) throws InterruptedException {
        Path directory;
        try {
            directory = Files.createTempDirectory(applicationId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LocalBroker broker = LocalBroker.open(directory.resolve("log"), Map.of());
        createTopics(broker, topics);
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve("state").toString());
        MillraceStreams streams = new MillraceStreams(topology, config, new LocalClientSupplier(() -> broker));
        streams.start();
        return new EmbeddedRun(broker, streams);
    }

    /** Sends a record with the present time. */
    <K, V> void send(String topic, @Nullable K key, V value, Serde<K> keys, Serde<V> values) {
        send(topic, key, value, keys, values, System.currentTimeMillis());
    }

    /** Sends a record with a time of its own, in milliseconds since the epoch. */
    @SuppressWarnings("FutureReturnValueIgnored") // flush waits for it and throws what it would
    <K, V> void send(String topic, @Nullable K key, V value, Serde<K> keys, Serde<V> values, long timestampMs) {
        producer.send(new ProducerRecord<>(
                topic,
                null,
                timestampMs,
                keys.serializer().serialize(topic, key),
                values.serializer().serialize(topic, value)));
        producer.flush();
    }

    /** Prints the committed records of an output topic, until none has come for a second. */
    <K, V> void print(String topic, Serde<K> keys, Serde<V> values) {
        try (Consumer<K, V> consumer = broker.consumer(
                Map.of("isolation.level", "read_committed"), keys.deserializer(), values.deserializer())) {
            List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            for (ConsumerRecords<K, V> records = consumer.poll(QUIET.multipliedBy(10));
                    !records.isEmpty();
                    records = consumer.poll(QUIET)) {
                for (ConsumerRecord<K, V> record : records) {
                    System.out.println(record.key() + " -> " + record.value());
                }
            }
        }
    }

    @Override
    public void close() {
        producer.close();
        streams.close();
        broker.close();
    }

    private static void createTopics(LocalBroker broker, String[] topics) throws InterruptedException {
        try (Admin admin = broker.admin()) {
            admin.createTopics(Arrays.stream(topics)
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create the topics " + Arrays.toString(topics), e.getCause());
        }
    }
}
