package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsContext;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metric.reporters}, and the settings of what is measured. */
class MetricsReportersTest {

    @TempDir
    Path directory;

    @BeforeEach
    void forget() {
        Remembering.metrics.clear();
        Remembering.told.clear();
    }

    /** A reporter of the user's; public because it is made from its name. */
    public static final class Remembering implements MetricsReporter {
        static final Map<String, KafkaMetric> metrics = new ConcurrentHashMap<>();
        static final Map<String, Object> told = new ConcurrentHashMap<>();

        @Override
        public void configure(Map<String, ?> configs) {
            told.put("client.id", configs.get("client.id"));
            told.put("own.setting", String.valueOf(configs.get("own.setting")));
        }

        @Override
        public void contextChange(MetricsContext context) {
            told.putAll(context.contextLabels());
        }

        @Override
        public void init(List<KafkaMetric> present) {
            present.forEach(this::metricChange);
        }

        @Override
        public void metricChange(KafkaMetric metric) {
            metrics.put(metric.metricName().name(), metric);
        }

        @Override
        public void metricRemoval(KafkaMetric metric) {
            metrics.remove(metric.metricName().name());
        }

        @Override
        public void close() {
            told.put("closed", true);
        }
    }

    /** Measures two things, one of them only in debugging. */
    private static final class Measuring extends ContextualProcessor<String, String, String, String> {
        private Sensor seen;
        private Sensor detail;

        @Override
        public void init(ProcessorContext<String, String> context) {
            super.init(context);
            seen = context.metrics().addRateTotalSensor("shop", "visits", "seen", Sensor.RecordingLevel.INFO);
            detail = context.metrics().addRateTotalSensor("shop", "visits", "detail", Sensor.RecordingLevel.DEBUG);
        }

        @Override
        public void process(Record<String, String> record) {
            seen.record();
            detail.record();
        }
    }

    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream("visits").process(Measuring::new);
        return builder.build();
    }

    private Properties config() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        config.put(StreamsConfig.CLIENT_ID_CONFIG, "measured");
        config.put(StreamsConfig.LOG_DIR_CONFIG, directory.toString());
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        return config;
    }

    private void visits(EmbeddedLog log) {
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("visits", "ann", "home"));
            producer.send(new ProducerRecord<>("visits", "bob", "shop"));
        }
    }

    private static double value(String metric) {
        KafkaMetric found = Remembering.metrics.get(metric);
        return found == null ? Double.NaN : ((Number) found.metricValue()).doubleValue();
    }

    @Test
    void aReporterSeesTheMetricsOfTheEngineAndOfProcessorsAndKnowsWhose() {
        Properties config = config();
        config.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, Remembering.class.getName());
        config.put("own.setting", "of the reporter");
        config.put("metrics.context.team", "blue");
        try (EmbeddedLog log = EmbeddedLog.open(directory)) {
            visits(log);
            try (MillraceStreams streams = new MillraceStreams(topology(), config)) {
                streams.start();
                await().until(() -> value("process-total") == 2 && value("seen-total") == 2);
                assertThat(value("detail-total"))
                        .as("not recorded at level INFO")
                        .isZero();
                assertThat(Remembering.told)
                        .containsEntry("client.id", "measured")
                        .containsEntry("own.setting", "of the reporter")
                        .containsEntry("_namespace", "kafka.streams")
                        .containsEntry("team", "blue")
                        .doesNotContainKey("closed");
            }
            assertThat(Remembering.told).containsEntry("closed", true);
        }
    }

    @Test
    void theRecordingLevelAndTheSamplesAreThoseOfTheConfiguration() {
        Properties config = config();
        config.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of(Remembering.class));
        config.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "DEBUG");
        config.put(StreamsConfig.METRICS_NUM_SAMPLES_CONFIG, 7);
        config.put(StreamsConfig.METRICS_SAMPLE_WINDOW_MS_CONFIG, 1_234);
        try (EmbeddedLog log = EmbeddedLog.open(directory)) {
            visits(log);
            try (MillraceStreams streams = new MillraceStreams(topology(), config)) {
                streams.start();
                await().until(() -> value("detail-total") == 2);
                KafkaMetric rate = Remembering.metrics.get("detail-rate");
                assertThat(rate.config().samples()).isEqualTo(7);
                assertThat(rate.config().timeWindowMs()).isEqualTo(1_234);
            }
        }
    }

    @Test
    void withoutASettingThereAreMBeansAsOfKafkaStreams() throws Exception {
        ObjectName name = new ObjectName("kafka.streams:type=stream-metrics,client-id=measured");
        try (EmbeddedLog log = EmbeddedLog.open(directory)) {
            visits(log);
            try (MillraceStreams streams = new MillraceStreams(topology(), config())) {
                streams.start();
                await().until(() -> Long.valueOf(2)
                        .equals(ManagementFactory.getPlatformMBeanServer().getAttribute(name, "process-total")));
            }
            assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name))
                    .isFalse();
        }
    }

    @Test
    void theMetricsOfAnInstanceContainThoseOfItsClients() {
        try (EmbeddedLog log = EmbeddedLog.open(directory)) {
            visits(log);
            try (MillraceStreams streams = new MillraceStreams(topology(), config())) {
                streams.start();
                await().until(() -> streams.metrics().entrySet().stream()
                        .anyMatch(metric -> metric.getKey().name().equals("records-consumed-total")
                                && ((Number) metric.getValue().metricValue()).doubleValue() == 2));
                assertThat(streams.metrics().keySet())
                        .anyMatch(name -> name.group().equals("producer-metrics"));
            }
        }
    }

    @Test
    void threadsAndTasksTellOfThemselvesWhileTheyLive() {
        Properties config = config();
        config.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, Remembering.class.getName());
        try (EmbeddedLog log = EmbeddedLog.open(directory)) {
            visits(log);
            try (MillraceStreams streams = new MillraceStreams(topology(), config)) {
                streams.start();
                await().until(() -> value("records-consumed-total") == 2 && value("commit-total") >= 1);
                assertThat(value("poll-latency-max")).isPositive();
                assertThat(value("process-latency-avg")).isPositive();
                assertThat(value("commit-latency-avg")).isPositive();
                assertThat(value("task-created-total")).isEqualTo(1);
                assertThat(value("alive-stream-threads")).isEqualTo(1);
                assertThat(Remembering.metrics.get("state").metricValue()).isEqualTo(MillraceStreams.State.RUNNING);
                assertThat(Remembering.metrics
                                .get("active-process-ratio")
                                .metricName()
                                .tags())
                        .containsEntry("thread-id", "measured-StreamThread-1")
                        .containsEntry("task-id", "0_0");

                streams.addStreamThread();
                streams.removeStreamThread();
                assertThat(streams.metrics().keySet())
                        .noneMatch(name ->
                                "measured-StreamThread-2".equals(name.tags().get("thread-id")))
                        .anyMatch(name ->
                                "measured-StreamThread-1".equals(name.tags().get("thread-id")));
            }
        }
    }

    @Test
    void aReporterThatCannotBeMadeIsNamed() {
        Properties config = config();
        config.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, "no.such.Reporter");
        assertThatThrownBy(() -> new MillraceStreams(topology(), config))
                .isInstanceOf(KafkaException.class)
                .hasStackTraceContaining("no.such.Reporter");
    }
}
