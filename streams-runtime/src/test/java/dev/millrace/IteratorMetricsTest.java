package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many iterators a store has open, since when and for how long (KIP-989). */
class IteratorMetricsTest {

    private static final String STORE = "visits-by-name";

    @TempDir
    Path directory;

    /** Reads all once, and forgets an iterator if told to. */
    private static final class Reading extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> record) {
            KeyValueStore<String, String> store = context().getStateStore(STORE);
            store.put(record.key(), record.value());
            store.all().close();
            if (record.value().equals("forget")) {
                KeyValueIterator<String, String> forgotten = store.all();
                forgotten.next();
            }
        }
    }

    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.String()));
        builder.<String, String>stream("visits").process(Reading::new, STORE);
        return builder.build();
    }

    private Properties config(String level) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        config.put(StreamsConfig.CLIENT_ID_CONFIG, "measured");
        config.put(StreamsConfig.LOG_DIR_CONFIG, directory.toString());
        config.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, level);
        config.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        return config;
    }

    private static void createTopic(EmbeddedLog log) throws Exception {
        try (Admin admin = log.admin()) {
            admin.createTopics(List.of(new NewTopic("visits", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static void send(EmbeddedLog log, String value) {
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("visits", "ann", value));
        }
    }

    /** The metrics of the store, by their names. */
    private static Map<String, Object> ofStore(MillraceStreams streams) {
        Map<String, Object> found = new TreeMap<>();
        streams.metrics().forEach((name, metric) -> {
            if (isOfStore(name)) {
                assertThat(name.tags())
                        .containsEntry("task-id", "0_0")
                        .containsEntry("thread-id", "measured-StreamThread-1")
                        .hasSize(3);
                found.put(name.name(), String.valueOf(metric.metricValue()));
            }
        });
        return found;
    }

    private static boolean isOfStore(MetricName name) {
        return name.group().equals("stream-state-metrics")
                && STORE.equals(name.tags().get("rocksdb-state-id"));
    }

    @Test
    void aForgottenIteratorIsSeenUntilItsStoreCloses() throws Exception {
        try (EmbeddedLog log = EmbeddedLog.open(directory)) {
            createTopic(log);
            long before = System.currentTimeMillis();
            MillraceStreams streams = new MillraceStreams(topology(), config("DEBUG"));
            try (streams) {
                streams.start();
                await().until(() -> "0".equals(ofStore(streams).get("num-open-iterators")));
                send(log, "stay"); // durations are measured from the first look at any metric on
                await().until(() -> !"NaN".equals(ofStore(streams).get("iterator-duration-max")));
                assertThat(ofStore(streams)).containsEntry("oldest-iterator-open-since-ms", "null");
                send(log, "forget");
                send(log, "forget");
                await().until(() -> "2".equals(ofStore(streams).get("num-open-iterators")));
                assertThat(Long.parseLong((String) ofStore(streams).get("oldest-iterator-open-since-ms")))
                        .isBetween(before, System.currentTimeMillis());
                assertThat(ofStore(streams)).containsKeys("iterator-duration-avg", "iterator-duration-max");
            }
            assertThat(ofStore(streams)).isEmpty();
        }
    }

    @Test
    void atTheLevelInfoItIsOnlyCounted() {
        try (EmbeddedLog log = EmbeddedLog.open(directory)) {
            send(log, "forget");
            try (MillraceStreams streams = new MillraceStreams(topology(), config("INFO"))) {
                streams.start();
                await().until(() -> "1".equals(ofStore(streams).get("num-open-iterators")));
                send(log, "stay");
                assertThat(ofStore(streams)).containsEntry("iterator-duration-max", "NaN");
            }
        }
    }
}
