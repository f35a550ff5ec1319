package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.kstream.Windowed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LateRecordsTest {

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

    /** Hopping windows: the late record is late for two of them. */
    private TopologyTestDriver driver(String lateTopic) {
        builder.<String, String>stream("in")
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(10)).advanceBy(Duration.ofMillis(2)))
                .count()
                .toStream((Windowed<String> window, Long count) -> window.key())
                .foreach((key, count) -> {});
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
