package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.EmbeddedLog;
import dev.millrace.MillraceStreams;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.test.TopologyTestDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of README.md, done step by step as it stands there, and that of docs/clients.md. */
class ReadmeTest {

    @TempDir
    Path directory;

    @Test
    void aNewcomerFollowsTheReadme() {
        String data = directory.toString();
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String()))
                .flatMapValues(
                        line -> Arrays.asList(line.toLowerCase(Locale.ROOT).split("\\W+")))
                .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
                .count(Materialized.as("counts"))
                .toStream()
                .to("word-counts", Produced.with(Serdes.String(), Serdes.Long()));
        Topology topology = builder.build();

        try (EmbeddedLog log = EmbeddedLog.open(Path.of(data));
                Producer<String, String> producer =
                        log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("lines", "to be or not to be"));
        }

        Properties config = new Properties();
        config.put("application.id", "word-count");
        config.put("processing.guarantee", "exactly_once_v2");
        config.put("log.dir", data);
        try (MillraceStreams streams = new MillraceStreams(topology, config)) {
            streams.start();
            assertThat(countsIn(data)).isEqualTo(Map.of("to", 2L, "be", 2L, "or", 1L, "not", 1L));
        }

        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            driver.createInputTopic("lines", new StringSerializer(), new StringSerializer())
                    .pipeInput("to be or not to be");
            Long count = driver.<String, Long>getKeyValueStore("counts").get("be");
            assertThat(count).isEqualTo(2);
        }
    }

    /** Waits for the last of the words. */
    private static Map<String, Long> countsIn(String data) {
        Map<String, Long> counts = new HashMap<>();
        try (EmbeddedLog log = EmbeddedLog.open(Path.of(data));
                Consumer<String, Long> consumer = log.consumer(
                        Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        new LongDeserializer())) {
            consumer.assign(List.of(new TopicPartition("word-counts", 0)));
            while (counts.values().stream().mapToLong(Long::longValue).sum() < 6) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> counts.put(record.key(), record.value()));
            }
        }
        return counts;
    }

    @Test
    void anImporterGetsAQuota() throws Exception {
        try (EmbeddedLog log = EmbeddedLog.open(directory);
                Admin admin = log.admin()) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "importer")),
                            List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 5_000_000.0)))))
                    .all()
                    .get();
        }
    }

    @Test
    void theGuidesShowThisCode() throws IOException {
        assertThat(GuideCode.blocksShownBy(getClass(), "README.md", "docs/clients.md"))
                .isEqualTo(5);
    }
}
