package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repartition topic holds what has still to be processed, not all that ever was. */
class RepartitionPurgeTest {

    private static final TopicPartition REPARTITION = new TopicPartition("purge-words-repartition", 0);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2})
    void whatIsProcessedIsDeletedAndNothingElse(String guarantee) throws Exception {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String()))
                .groupBy((key, word) -> word, Grouped.with("words", Serdes.String(), Serdes.String()))
                .count(Materialized.as("counts"))
                .toStream()
                .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        try (Playground playground = new Playground(directory)) {
            playground.createTopics(1, "lines", "out");
            Properties config = playground.config(
                    "purge",
                    StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                    guarantee,
                    StreamsConfig.REPARTITION_PURGE_INTERVAL_MS_CONFIG,
                    "0");
            try (MillraceStreams streams = playground.start(builder.build(), config)) {
                for (long round = 1; round <= 3; round++) {
                    long count = round;
                    playground.produce("lines", "word");
                    playground.awaitRecords(
                            "out",
                            new LongDeserializer(),
                            records -> Playground.latest(records).equals(Map.of("word", count)));
                    long begin = round - 1;
                    await().atMost(Playground.PATIENCE).until(() -> beginning(playground) >= begin);
                }
            }
            try (MillraceStreams streams = playground.start(builder.build(), config)) {
                playground.produce("lines", "word");
                playground.awaitRecords(
                        "out",
                        new LongDeserializer(),
                        records -> Playground.latest(records).equals(Map.of("word", 4L)));
            }
            assertThat(beginning(playground)).isPositive();
        }
    }

    private static long beginning(Playground playground) {
        try (Consumer<byte[], byte[]> consumer =
                playground.log().consumer(Map.of(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.beginningOffsets(List.of(REPARTITION)).get(REPARTITION);
        }
    }
}
