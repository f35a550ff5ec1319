package dev.millrace.streams.kstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.AutoOffsetReset;
import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.processor.FailOnInvalidTimestamp;
import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.processor.TimestampExtractor;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The objects that tune a verb: which are immutable, which change in place, and what they keep. */
class SettingsTest {
    private static final Serde<String> STRING = Serdes.String();
    private static final Serde<Long> LONG = Serdes.Long();

    @Test
    void consumedIsImmutableAndKeepsWhatIsNotChanged() {
        TimestampExtractor extractor = new FailOnInvalidTimestamp();
        Consumed<String, Long> consumed = Consumed.with(STRING, LONG, extractor, AutoOffsetReset.latest());

        Consumed<String, Long> changed = consumed.withName("source").withOffsetResetPolicy(AutoOffsetReset.earliest());

        assertThat(changed.name()).isEqualTo("source");
        assertThat(changed.offsetResetPolicy()).isEqualTo(AutoOffsetReset.earliest());
        assertThat(changed.keySerde()).isSameAs(STRING);
        assertThat(changed.valueSerde()).isSameAs(LONG);
        assertThat(changed.timestampExtractor()).isSameAs(extractor);
        assertThat(consumed).isEqualTo(Consumed.with(STRING, LONG, extractor, AutoOffsetReset.latest()));
        assertThat(consumed).isNotEqualTo(changed);
    }

    @Test
    void producedChangesInPlaceAsProgramsExpect() {
        Produced<String, Long> produced = Produced.with(STRING, LONG);
        StreamPartitioner<Object, Object> partitioner = (topic, key, value, count) -> Optional.empty();

        assertThat(produced.withName("sink").withStreamPartitioner(partitioner)).isSameAs(produced);

        assertThat(produced.name()).isEqualTo("sink");
        assertThat(produced.streamPartitioner()).isSameAs(partitioner);
        assertThat(produced.keySerde()).isSameAs(STRING);
        assertThat(produced.valueSerde()).isSameAs(LONG);
    }

    @Test
    void groupedRepartitionedAndJoinedAreImmutable() {
        Grouped<String, Long> grouped = Grouped.as("g");
        Repartitioned<String, Long> repartitioned = Repartitioned.numberOfPartitions(3);
        Joined<String, Long, String> joined = Joined.with(STRING, LONG, STRING, "j", Duration.ofSeconds(1));

        assertThat(grouped.withKeySerde(STRING).withValueSerde(LONG))
                .extracting(Grouped::name, Grouped::keySerde, Grouped::valueSerde)
                .containsExactly("g", STRING, LONG);
        assertThat(grouped.keySerde()).isNull();
        assertThat(repartitioned.withName("r").withKeySerde(STRING))
                .extracting(Repartitioned::name, Repartitioned::numberOfPartitions, Repartitioned::keySerde)
                .containsExactly("r", 3, STRING);
        assertThat(repartitioned.name()).isNull();
        assertThat(joined.withName("k"))
                .extracting(Joined::name, Joined::keySerde, Joined::leftValueSerde, Joined::rightValueSerde)
                .containsExactly("k", STRING, LONG, STRING);
        assertThat(joined.withOtherValueSerde(null).gracePeriod()).isEqualTo(Duration.ofSeconds(1));
        assertThat(joined.name()).isEqualTo("j");
    }

    @Test
    void streamJoinedNamesStoresByAsAndTheOperationByWithName() {
        StreamJoined<String, Long, Long> joined = StreamJoined.as("stores");

        assertThat(joined.storeName()).isEqualTo("stores");
        assertThat(joined.name()).isNull();
        assertThat(joined.withName("join"))
                .extracting(StreamJoined::storeName, StreamJoined::name, StreamJoined::loggingEnabled)
                .containsExactly("stores", "join", true);
        assertThat(joined.withLoggingEnabled(Map.of("a", "b")).logConfig()).isEqualTo(Map.of("a", "b"));
        assertThat(joined.withLoggingEnabled(Map.of("a", "b")).withLoggingDisabled())
                .extracting(StreamJoined::loggingEnabled, StreamJoined::logConfig)
                .containsExactly(false, Map.of());
        assertThat(joined.logConfig()).isEmpty();
    }

    @Test
    void materializedChangesInPlaceAsProgramsExpect() {
        Materialized<String, Long, KeyValueStore<Bytes, byte[]>> materialized = Materialized.as("store");

        materialized.withKeySerde(STRING).withValueSerde(LONG).withCachingDisabled();
        materialized.withRetention(Duration.ofHours(1));

        assertThat(materialized.storeName()).isEqualTo("store");
        assertThat(materialized.keySerde()).isSameAs(STRING);
        assertThat(materialized.valueSerde()).isSameAs(LONG);
        assertThat(materialized.cachingEnabled()).isFalse();
        assertThat(materialized.loggingEnabled()).isTrue();
        assertThat(materialized.retention()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aChangelogsSettingsAreCopiedAndForgottenWithTheChangelog() {
        Map<String, String> config = new HashMap<>(Map.of("a", "b"));
        Materialized<String, Long, KeyValueStore<Bytes, byte[]>> materialized =
                Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("store")
                        .withLoggingEnabled(config);
        config.clear();

        assertThat(materialized.logConfig()).isEqualTo(Map.of("a", "b"));
        assertThat(materialized.withLoggingDisabled().logConfig()).isEmpty();
    }

    @Test
    void anEngineBringsItsNameAndExcludesAStoreType() {
        Materialized<String, Long, KeyValueStore<Bytes, byte[]>> materialized =
                Materialized.as(Stores.inMemoryKeyValueStore("engine"));

        assertThat(materialized.storeName()).isEqualTo("engine");
        assertThatThrownBy(() -> materialized.withStoreType(Materialized.StoreType.IN_MEMORY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("engine");
    }

    @Test
    void wrongArgumentsOfMaterializedAreRefused() {
        assertThatThrownBy(() -> Materialized.as("no good")).isInstanceOf(TopologyException.class);
        assertThatThrownBy(() -> Materialized.as((String) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Materialized.as("s").withRetention(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retention");
    }

    @Test
    void suppressedSaysHowLongAndWhatWhenFull() {
        SuppressSettings<Windowed<?>> untilClose = SuppressSettings.of(
                Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded().withLoggingDisabled()));
        SuppressSettings<String> limited = SuppressSettings.of(Suppressed.<String>untilTimeLimit(
                        Duration.ofSeconds(3),
                        Suppressed.BufferConfig.maxRecords(5).withMaxBytes(100).withLoggingEnabled(Map.of("a", "b")))
                .withName("wait"));

        assertThat(untilClose.untilWindowCloses()).isTrue();
        assertThat(untilClose.buffer())
                .isEqualTo(new BufferSettings(
                        Long.MAX_VALUE, Long.MAX_VALUE, BufferSettings.WhenFull.SHUT_DOWN, false, Map.of()));
        assertThat(limited.untilWindowCloses()).isFalse();
        assertThat(limited.timeLimit()).isEqualTo(Duration.ofSeconds(3));
        assertThat(limited.name()).isEqualTo("wait");
        assertThat(limited.buffer())
                .isEqualTo(new BufferSettings(5, 100, BufferSettings.WhenFull.EMIT_EARLY, true, Map.of("a", "b")));
    }

    @Test
    void aBufferChangesItsMindAboutBeingFull() {
        Suppressed.StrictBufferConfig strict =
                Suppressed.BufferConfig.maxRecords(5).shutDownWhenFull();

        assertThat(BufferSettings.of(strict).maxRecords()).isEqualTo(5);
        assertThat(BufferSettings.of(strict).whenFull()).isEqualTo(BufferSettings.WhenFull.SHUT_DOWN);
        assertThat(BufferSettings.of(strict.emitEarlyWhenFull()).whenFull())
                .isEqualTo(BufferSettings.WhenFull.EMIT_EARLY);
        assertThat(BufferSettings.of(strict.withNoBound()).maxRecords()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void printedOpensItsFileWhenItIsMade(@TempDir Path directory) {
        File file = directory.resolve("out.txt").toFile();

        Printed<String, Long> printed =
                Printed.<String, Long>toFile(file.getPath()).withLabel("label");

        assertThat(file).exists();
        assertThat(printed.label()).isEqualTo("label");
        assertThatThrownBy(
                        () -> Printed.toFile(directory.resolve("no/such/place").toString()))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("no/such/place");
        assertThatThrownBy(() -> Printed.toFile(" ")).isInstanceOf(TopologyException.class);
    }
}
