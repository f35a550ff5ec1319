package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.SlidingWindows;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LateRecordsTest {

    private static final Duration TEN_MS = Duration.ofMillis(10);

    private final StreamsBuilder builder = new StreamsBuilder();

    @Test
    void aRecordThatIsTooLateForItsWindowsGoesToTheLateTopicOnceAsItWasRead() {
        try (TopologyTestDriver driver = driver("late")) {
            TestInputTopic<String, String> in =
                    driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            in.pipeInput("a", "1", 100L);
            in.pipeInput("b", "too late", 3L);
            TestOutputTopic<String, String> late =
                    driver.createOutputTopic("late", new StringDeserializer(), new StringDeserializer());
            TestRecord<String, String> record = late.readRecord();
            assertThat(record.key()).isEqualTo("b");
            assertThat(record.value()).isEqualTo("too late");
            assertThat(record.timestamp()).isEqualTo(3);
            assertThat(header(record.headers(), "by.ms"))
                    .as("since the end of [0, 10) and no grace")
                    .isEqualTo("90");
            assertThat(header(record.headers(), "topic")).isEqualTo("in");
            assertThat(header(record.headers(), "offset")).isEqualTo("1");
            assertThat(late.isEmpty()).isTrue();
        }
    }

    @Test
    void withoutALateTopicLateRecordsAreOnlyCounted() {
        try (TopologyTestDriver driver = driver(null)) {
            TestInputTopic<String, String> in =
                    driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            in.pipeInput("a", "1", 100L);
            in.pipeInput("b", "too late", 3L);
            assertThat(driver.producedTopicNames()).noneMatch(topic -> topic.contains("late"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachKindOfWindowOffersItsLateRecordsAndCountsThem(Kind kind) {
        kind.program.accept(builder);
        try (TopologyTestDriver driver = started("late")) {
            TestInputTopic<String, String> in =
                    driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            in.pipeInput("a", "1", 100L);
            in.pipeInput("b", "too late", 3L);
            in.pipeInput("c", "again", 4L);
            assertThat(driver.createOutputTopic("late", new StringDeserializer(), new StringDeserializer())
                            .readValuesToList())
                    .containsExactly("too late", "again");
            assertThat(driver.metrics().entrySet())
                    .filteredOn(metric -> metric.getKey().name().equals("dropped-records-total"))
                    .singleElement()
                    .extracting(metric -> metric.getValue().metricValue())
                    .isEqualTo(2.0);
        }
    }

    @Test
    void anUpdateOlderThanTheHistoryOfATableSaysByHowMuch() {
        Kind.HISTORY.program.accept(builder);
        try (TopologyTestDriver driver = started("late")) {
            TestInputTopic<String, String> in =
                    driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            in.pipeInput("a", "1", 100L);
            in.pipeInput("b", "in time", 90L);
            in.pipeInput("b", "too late", 89L);
            TestRecord<String, String> late = driver.createOutputTopic(
                            "late", new StringDeserializer(), new StringDeserializer())
                    .readRecord();
            assertThat(late.value()).isEqualTo("too late");
            assertThat(header(late.headers(), "by.ms"))
                    .as("the history of 10 ms begins at 90")
                    .isEqualTo("1");
            assertThat(header(late.headers(), "processor")).isEqualTo("table");
        }
    }

    /** Programs with windows, or a history, of 10 ms. */
    private enum Kind {
        TUMBLING(in -> in.groupByKey()
                .windowedBy(TimeWindows.ofSizeWithNoGrace(TEN_MS))
                .count()),
        SLIDING(in -> in.groupByKey()
                .windowedBy(SlidingWindows.ofTimeDifferenceWithNoGrace(TEN_MS))
                .count()),
        SESSIONS(in -> in.groupByKey()
                .windowedBy(SessionWindows.ofInactivityGapWithNoGrace(TEN_MS))
                .count()),
        COGROUP(in -> in.groupByKey()
                .<String>cogroup((key, value, soFar) -> value)
                .windowedBy(TimeWindows.ofSizeWithNoGrace(TEN_MS))
                .aggregate(() -> "")),
        HISTORY(in -> in.toTable(
                Named.as("table"), Materialized.as(Stores.persistentVersionedKeyValueStore("versions", TEN_MS)))),
        JOIN(in -> in.filter((key, value) -> true)
                .join(
                        in.filter((key, value) -> false),
                        (one, other) -> one,
                        JoinWindows.ofTimeDifferenceWithNoGrace(TEN_MS))
                .to("joined"));

        private final Consumer<StreamsBuilder> program;

        Kind(Consumer<KStream<String, String>> program) {
            this.program = builder -> program.accept(builder.stream("in"));
        }
    }

    /** Hopping windows: the late record is late for two of them. */
    private TopologyTestDriver driver(String lateTopic) {
        builder.<String, String>stream("in")
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeWithNoGrace(TEN_MS).advanceBy(Duration.ofMillis(2)))
                .count()
                .toStream((Windowed<String> window, Long count) -> window.key())
                .foreach((key, count) -> {});
        return started(lateTopic);
    }

    private TopologyTestDriver started(String lateTopic) {
        Properties config = new Properties();
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        if (lateTopic != null) {
            config.put(StreamsConfig.LATE_RECORDS_TOPIC_CONFIG, lateTopic);
        }
        return new TopologyTestDriver(builder.build(), config);
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader("__millrace.late." + name).value(), StandardCharsets.UTF_8);
    }
}
