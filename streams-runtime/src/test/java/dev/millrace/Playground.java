package dev.millrace;

import static org.awaitility.Awaitility.await;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A log on disk in the test's own process, with what a test does around an application. */
final class Playground implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final Map<String, Object> settings;
    private EmbeddedLog log;

    Playground(Path directory, String... settings) {
        this.directory = directory;
        this.settings = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            this.settings.put(settings[i], settings[i + 1]);
        }
        this.log = EmbeddedLog.open(directory, this.settings);
    }

    EmbeddedLog log() {
        return log;
    }

    /** Closes the log and opens it again, as a restart of the process does. */
    void reopen() {
        log.close();
        log = EmbeddedLog.open(directory, settings);
    }

    void createTopics(int partitions, String... topics) throws Exception {
        try (Admin admin = log.admin()) {
            admin.createTopics(Arrays.stream(topics)
                            .map(topic -> new NewTopic(topic, Optional.of(partitions), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        }
    }

    void produce(String topic, String... values) {
        List<String> list = Arrays.asList(values);
        produce(topic, list);
    }

    void produce(String topic, List<String> values) {
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value, value));
            }
        }
    }

    /** By user, to the topic {@code clicks}. */
    void produceClicks(List<Click> clicks) {
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            clicks.forEach(click ->
                    producer.send(new ProducerRecord<>("clicks", null, click.timeMs(), click.user(), click.page())));
        }
    }

    /** As {@link #config}, exactly once on two threads. */
    Properties exactlyOnce(String applicationId, String... more) {
        Properties config = config(applicationId, more);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "2");
        return config;
    }

    Properties config(String applicationId, String... more) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        config.put(StreamsConfig.LOG_DIR_CONFIG, directory.toString());
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }

    MillraceStreams start(Topology topology, Properties config) {
        MillraceStreams streams = new MillraceStreams(topology, config);
        streams.start();
        return streams;
    }

    static void awaitState(MillraceStreams streams, MillraceStreams.State state) {
        await().atMost(PATIENCE).until(() -> streams.state() == state);
    }

    /** All committed records of a topic, now. */
    <V> List<ConsumerRecord<String, V>> read(String topic, Deserializer<V> values) {
        Map<String, Object> config = Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (Consumer<String, V> consumer = log.consumer(config, new StringDeserializer(), values)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, V>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Waits until the committed records of a topic are as wanted, and returns them. */
    <V> List<ConsumerRecord<String, V>> awaitRecords(
            String topic, Deserializer<V> values, Predicate<List<ConsumerRecord<String, V>>> wanted) {
        return await().atMost(PATIENCE).until(() -> read(topic, values), wanted);
    }

    /** The last value of each key. */
    static <V> Map<String, V> latest(List<ConsumerRecord<String, V>> records) {
        Map<String, V> latest = new HashMap<>();
        records.forEach(record -> latest.put(record.key(), record.value()));
        return latest;
    }

    @Override
    public void close() {
        log.close();
    }
}
