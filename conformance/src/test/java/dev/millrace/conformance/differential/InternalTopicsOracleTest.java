package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.EmbeddedLog;
import dev.millrace.MillraceStreams;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.internals.InternalTopicConfig;
import org.apache.kafka.streams.processor.internals.InternalTopologyBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The changelog and repartition topics of a program, and their configuration: those that Kafka Streams would make. */
class InternalTopicsOracleTest {

    private static final String APPLICATION = "app";
    private static final String SEGMENT_BYTES = TopicConfig.SEGMENT_BYTES_CONFIG;
    private static final String OUR_SEGMENT_BYTES = "52428800";

    @TempDir
    Path directory;

    @Test
    void internalTopicsHaveKafkaStreamsConfiguration() throws Exception {
        compare(new Properties());
    }

    @Test
    void whatTheApplicationSaysOfTopicsCounts() throws Exception {
        Properties config = new Properties();
        config.put("windowstore.changelog.additional.retention.ms", "7200000");
        config.put("topic.segment.bytes", "10485760");
        config.put("topic.cleanup.policy", "compact");
        compare(config);
    }

    private void compare(Properties more) throws Exception {
        Properties config = new Properties();
        config.put("application.id", APPLICATION);
        config.put("state.dir", directory.resolve("state").toString());
        config.put("default.key.serde", Serdes.StringSerde.class.getName());
        config.put("default.value.serde", Serdes.StringSerde.class.getName());
        config.putAll(more);
        assertThat(millrace(config)).isEqualTo(kafkaStreams(config));
    }

    @SuppressWarnings("unchecked")
    private static Object topology(Properties config, boolean swapped) {
        return ((Function<Properties, Object>) ImportSwap.make("LoggedProgram", swapped)).apply(config);
    }

    private static Map<String, Map<String, String>> kafkaStreams(Properties given) throws Exception {
        Properties config = new Properties();
        config.putAll(given);
        config.put("bootstrap.servers", "nobody:9092");
        StreamsConfig streams = new StreamsConfig(config);
        Field internals = Topology.class.getDeclaredField("internalTopologyBuilder");
        internals.setAccessible(true);
        InternalTopologyBuilder builder = (InternalTopologyBuilder) internals.get(topology(config, false));
        builder.setApplicationId(APPLICATION);
        builder.rewriteTopology(streams);
        builder.buildTopology(); // only then it knows its changelogs
        Map<String, String> defaults = new TreeMap<>();
        streams.originalsWithPrefix(StreamsConfig.TOPIC_PREFIX)
                .forEach((name, value) -> defaults.put(name, String.valueOf(value)));
        long additionalMs = streams.getLong(StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG);
        Map<String, Map<String, String>> topics = new TreeMap<>();
        builder.subtopologyToTopicsInfo().values().stream()
                .flatMap(info -> Stream.of(info.nonSourceChangelogTopics(), info.repartitionSourceTopics.values()))
                .flatMap(Collection::stream)
                .forEach((InternalTopicConfig topic) ->
                        topics.put(topic.name(), new TreeMap<>(topic.properties(defaults, additionalMs))));
        topics.values().forEach(topic -> topic.remove(SEGMENT_BYTES, OUR_SEGMENT_BYTES)); // of repartition topics
        return topics;
    }

    private Map<String, Map<String, String>> millrace(Properties given) throws Exception {
        Properties config = new Properties();
        config.putAll(given);
        config.put("log.dir", directory.resolve("log").toString());
        Map<String, Map<String, String>> topics = new TreeMap<>();
        try (EmbeddedLog log = EmbeddedLog.open(config);
                Admin admin = log.admin()) {
            admin.createTopics(Stream.of("L", "R", "T", "U", "V", "out")
                            .map(topic -> new NewTopic(topic, Optional.of(1), Optional.empty()))
                            .toList())
                    .all()
                    .get();
            try (MillraceStreams streams =
                    new MillraceStreams((dev.millrace.streams.Topology) topology(config, true), config)) {
                streams.start();
                Awaitility.await().until(() -> streams.state() == MillraceStreams.State.RUNNING);
            }
            List<ConfigResource> internal = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(APPLICATION + "-"))
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            admin.describeConfigs(internal).all().get().forEach((topic, entries) -> {
                Map<String, String> set = new TreeMap<>();
                // Ours alone have small segments everywhere: what is restored is what is not compacted yet.
                entries.entries().stream()
                        .filter(entry -> !entry.name().equals(SEGMENT_BYTES)
                                || !entry.value().equals(OUR_SEGMENT_BYTES))
                        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                        .forEach(entry -> set.put(entry.name(), entry.value()));
                topics.put(topic.name(), set);
            });
        }
        return topics;
    }
}
