package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.EmbeddedLog;
import dev.millrace.MillraceStreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application moves while records wait in its buffers. Kafka Streams writes the changelogs in the first half of the
 * input; Millrace starts on them, gets the second half, and has to send what Kafka Streams sends of it if it goes on
 * itself.
 */
class TakenOverChangelogsTest {

    private static final String APPLICATION = "moving";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private record Input(String topic, String key, String value, long timestampMs) {}

    private final List<Input> firstHalf = new ArrayList<>();
    private final List<Input> secondHalf = new ArrayList<>();
    private final Map<String, List<TestRecord<byte[], byte[]>>> changelogs = new LinkedHashMap<>();
    private final List<String> expected = new ArrayList<>();

    private static Properties config() {
        Properties config = new Properties();
        config.put("application.id", APPLICATION);
        config.put("default.key.serde", Serdes.StringSerde.class);
        config.put("default.value.serde", Serdes.StringSerde.class);
        return config;
    }

    @Test
    void recordsThatWaitForAJoinWithGrace() throws Exception {
        first("prices", "a", "1", 0).first("prices", "b", "2", 0);
        first("orders", "a", "one", 100).first("orders", "a", "two", 100).first("orders", "b", "three", 100);
        second("orders", "a", "four", 100).second("orders", "b", "five", 120).second("orders", "a", "last", 300);
        moves(
                () -> {
                    var builder = new org.apache.kafka.streams.StreamsBuilder();
                    var prices = builder.<String, String>table(
                            "prices",
                            org.apache.kafka.streams.kstream.Materialized.as(
                                    org.apache.kafka.streams.state.Stores.persistentVersionedKeyValueStore(
                                            "prices", Duration.ofMinutes(1))));
                    builder.<String, String>stream("orders")
                            .join(
                                    prices,
                                    (order, price) -> order + " for " + price,
                                    org.apache.kafka.streams.kstream.Joined.<String, String, String>as("priced")
                                            .withGracePeriod(Duration.ofMillis(50)))
                            .to("out");
                    return builder.build();
                },
                () -> {
                    var builder = new dev.millrace.streams.StreamsBuilder();
                    var prices = builder.<String, String>table(
                            "prices",
                            dev.millrace.streams.kstream.Materialized.as(
                                    dev.millrace.streams.state.Stores.persistentVersionedKeyValueStore(
                                            "prices", Duration.ofMinutes(1))));
                    builder.<String, String>stream("orders")
                            .join(
                                    prices,
                                    (order, price) -> order + " for " + price,
                                    dev.millrace.streams.kstream.Joined.<String, String, String>as("priced")
                                            .withGracePeriod(Duration.ofMillis(50)))
                            .to("out");
                    return builder.build();
                });
        assertThat(expected)
                .containsExactly(
                        "a=one for 1@100",
                        "a=two for 1@100",
                        "a=four for 1@100",
                        "b=three for 2@100",
                        "b=five for 2@120");
    }

    @Test
    void countsThatWaitForTheEndOfTheirWindow() throws Exception {
        first("words", "b", "", 10).first("words", "a", "", 20).first("words", "c", "", 110);
        second("words", "b", "", 115).second("words", "a", "", 130).second("words", "z", "", 500);
        moves(
                () -> {
                    var builder = new org.apache.kafka.streams.StreamsBuilder();
                    builder.stream(
                                    "words",
                                    org.apache.kafka.streams.kstream.Consumed.with(Serdes.String(), Serdes.String()))
                            .groupByKey()
                            .windowedBy(org.apache.kafka.streams.kstream.TimeWindows.ofSizeAndGrace(
                                    Duration.ofMillis(100), Duration.ofMillis(50)))
                            .count(org.apache.kafka.streams.kstream.Materialized.as("counts"))
                            .suppress(org.apache.kafka.streams.kstream.Suppressed.untilWindowCloses(
                                            org.apache.kafka.streams.kstream.Suppressed.BufferConfig.unbounded())
                                    .withName("final"))
                            .toStream((window, count) ->
                                    window.key() + window.window().start())
                            .mapValues(count -> "" + count)
                            .to("out");
                    return builder.build();
                },
                () -> {
                    var builder = new dev.millrace.streams.StreamsBuilder();
                    builder.stream(
                                    "words",
                                    dev.millrace.streams.kstream.Consumed.with(Serdes.String(), Serdes.String()))
                            .groupByKey()
                            .windowedBy(dev.millrace.streams.kstream.TimeWindows.ofSizeAndGrace(
                                    Duration.ofMillis(100), Duration.ofMillis(50)))
                            .count(dev.millrace.streams.kstream.Materialized.as("counts"))
                            .suppress(dev.millrace.streams.kstream.Suppressed.untilWindowCloses(
                                            dev.millrace.streams.kstream.Suppressed.BufferConfig.unbounded())
                                    .withName("final"))
                            .toStream((window, count) ->
                                    window.key() + window.window().start())
                            .mapValues(count -> "" + count)
                            .to("out");
                    return builder.build();
                });
        assertThat(expected).hasSize(5);
    }

    @Test
    void leftRecordsThatWaitForTheirPartner() throws Exception {
        first("left", "a", "l1", 10).first("left", "a", "l2", 10).first("right", "b", "r1", 12);
        first("left", "c", "l3", 15);
        second("right", "c", "r2", 20).second("left", "a", "l4", 22).second("left", "z", "end", 500);
        moves(
                () -> {
                    var builder = new org.apache.kafka.streams.StreamsBuilder();
                    builder.<String, String>stream("left")
                            .outerJoin(
                                    builder.<String, String>stream("right"),
                                    (left, right) -> left + "+" + right,
                                    org.apache.kafka.streams.kstream.JoinWindows.ofTimeDifferenceWithNoGrace(
                                            Duration.ofMillis(50)),
                                    org.apache.kafka.streams.kstream.StreamJoined.<String, String, String>as("both")
                                            .withStoreName("both"))
                            .to("out");
                    return builder.build();
                },
                () -> {
                    var builder = new dev.millrace.streams.StreamsBuilder();
                    builder.<String, String>stream("left")
                            .outerJoin(
                                    builder.<String, String>stream("right"),
                                    (left, right) -> left + "+" + right,
                                    dev.millrace.streams.kstream.JoinWindows.ofTimeDifferenceWithNoGrace(
                                            Duration.ofMillis(50)),
                                    dev.millrace.streams.kstream.StreamJoined.<String, String, String>as("both")
                                            .withStoreName("both"))
                            .to("out");
                    return builder.build();
                });
        assertThat(expected).contains("a=l1+null@10", "a=l2+null@10", "c=l3+r2@20");
    }

    private TakenOverChangelogsTest first(String topic, String key, String value, long timestampMs) {
        firstHalf.add(new Input(topic, key, value, timestampMs));
        return this;
    }

    private TakenOverChangelogsTest second(String topic, String key, String value, long timestampMs) {
        secondHalf.add(new Input(topic, key, value, timestampMs));
        return this;
    }

    private void moves(Supplier<org.apache.kafka.streams.Topology> theirs, Supplier<dev.millrace.streams.Topology> ours)
            throws Exception {
        kafkaStreams(theirs.get());
        try (EmbeddedLog log = EmbeddedLog.open(directory)) {
            putChangelogs(log);
            for (Input input : firstHalf) {
                createTopic(log, input.topic());
            }
            createTopic(log, "out");
            produce(log);
            Properties config = config();
            config.put("log.dir", directory.toString());
            try (MillraceStreams streams = new MillraceStreams(ours.get(), config)) {
                streams.start();
                await().atMost(PATIENCE).until(() -> out(log).size() >= expected.size());
                assertThat(out(log)).isEqualTo(expected);
            }
        }
    }

    private void kafkaStreams(org.apache.kafka.streams.Topology topology) {
        Properties config = config();
        config.put("state.dir", directory.resolve("kafka-streams").toString());
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, config)) {
            firstHalf.forEach(input -> pipe(driver, input));
            for (String topic : driver.producedTopicNames()) {
                if (topic.endsWith("-changelog")) {
                    changelogs.put(
                            topic,
                            driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                                    .readRecordsToList());
                }
            }
            assertThat(changelogs).isNotEmpty();
            var out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
            out.readRecordsToList();
            secondHalf.forEach(input -> pipe(driver, input));
            out.readRecordsToList()
                    .forEach(record -> expected.add(text(record.key(), record.value(), record.timestamp())));
        }
    }

    private static void pipe(TopologyTestDriver driver, Input input) {
        driver.createInputTopic(input.topic(), new StringSerializer(), new StringSerializer())
                .pipeInput(input.key(), input.value(), input.timestampMs());
    }

    private static String text(String key, String value, long timestampMs) {
        return key + "=" + value + "@" + timestampMs;
    }

    private static void createTopic(EmbeddedLog log, String topic) throws Exception {
        try (Admin admin = log.admin()) {
            if (!admin.listTopics().names().get().contains(topic)) {
                admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                        .all()
                        .get();
            }
        }
    }

    private void putChangelogs(EmbeddedLog log) throws Exception {
        for (String topic : changelogs.keySet()) {
            createTopic(log, topic);
        }
        try (Producer<byte[], byte[]> producer =
                log.producer(Map.of(), new ByteArraySerializer(), new ByteArraySerializer())) {
            changelogs.forEach((topic, records) -> records.forEach(record -> producer.send(new ProducerRecord<>(
                    topic, 0, record.timestamp(), record.key(), record.value(), record.headers()))));
        }
    }

    private void produce(EmbeddedLog log) {
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (Input input : secondHalf) {
                producer.send(new ProducerRecord<>(input.topic(), 0, input.timestampMs(), input.key(), input.value()));
            }
        }
    }

    private static List<String> out(EmbeddedLog log) {
        TopicPartition partition = new TopicPartition("out", 0);
        List<String> found = new ArrayList<>();
        try (Consumer<String, String> consumer =
                log.consumer(Map.of(), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ZERO)
                        .forEach(record -> found.add(text(record.key(), record.value(), record.timestamp())));
            }
        }
        return found;
    }
}
