package dev.millrace.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import java.io.File;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of tasks, nodes and topics have the names, tags and totals of Kafka Streams'. */
class MetricsOracleTest {

    private static final Set<String> GROUPS =
            Set.of("stream-task-metrics", "stream-processor-node-metrics", "stream-topic-metrics");

    /** Not there yet; the migration page says so. */
    private static final String ABSENT =
            ".* (cache-size-bytes|punctuate-|restore-|record-e2e-latency-|window-aggregate-final-emit-).*";

    @TempDir
    File directory;

    private Properties config() {
        Properties config = new Properties();
        config.put("application.id", "app");
        config.put("bootstrap.servers", "nowhere:1");
        config.put("metrics.recording.level", "DEBUG");
        config.put("state.dir", directory.getPath());
        return config;
    }

    private Map<String, Object> ofKafkaStreams() {
        var builder = new org.apache.kafka.streams.StreamsBuilder();
        builder.stream("in", org.apache.kafka.streams.kstream.Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey()
                .windowedBy(org.apache.kafka.streams.kstream.TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(10)))
                .count()
                .toStream((window, count) -> window.key())
                .to("out", org.apache.kafka.streams.kstream.Produced.with(Serdes.String(), Serdes.Long()));
        try (var driver = new org.apache.kafka.streams.TopologyTestDriver(builder.build(), config())) {
            var in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            in.pipeInput("a", "x", 100L);
            in.pipeInput("b", "late", 3L);
            in.pipeInput(new org.apache.kafka.streams.test.TestRecord<>("c", "", headers(), 103L));
            in.pipeInput(new org.apache.kafka.streams.test.TestRecord<>("d", "y", headers(), 101L));
            return totals(driver.metrics());
        }
    }

    private Map<String, Object> ofMillrace() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(10)))
                .count()
                .toStream((window, count) -> window.key())
                .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), config())) {
            TestInputTopic<String, String> in =
                    driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            in.pipeInput("a", "x", 100L);
            in.pipeInput("b", "late", 3L);
            in.pipeInput(new dev.millrace.streams.test.TestRecord<>("c", "", headers(), 103L));
            in.pipeInput(new dev.millrace.streams.test.TestRecord<>("d", "y", headers(), 101L));
            return totals(driver.metrics());
        }
    }

    /** No record without a value is piped: Kafka Streams counts it as -1 byte. */
    private static RecordHeaders headers() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", new byte[] {1, 2, 3});
        headers.add("nothing", null);
        return headers;
    }

    /** Group, name and tags, but for the thread's name; with what does not depend on when it is measured. */
    private static Map<String, Object> totals(Map<MetricName, ? extends Metric> metrics) {
        Map<String, Object> totals = new TreeMap<>();
        metrics.forEach((name, metric) -> {
            if (GROUPS.contains(name.group())) {
                Map<String, String> tags = new TreeMap<>(name.tags());
                tags.replace("thread-id", "");
                boolean measured = name.name().endsWith("-total") || name.name().startsWith("record-lateness");
                totals.put(name.group() + " " + name.name() + " " + tags, measured ? metric.metricValue() : "");
            }
        });
        return totals;
    }

    @Test
    void namesTagsAndTotalsAreThoseOfKafkaStreams() {
        Map<String, Object> expected = ofKafkaStreams();
        Set<String> absent = expected.keySet().stream()
                .filter(name -> name.matches(ABSENT))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(absent).isNotEmpty();
        expected.keySet().removeAll(absent);
        assertThat(ofMillrace()).isEqualTo(expected);
    }
}
