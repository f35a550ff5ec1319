package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.AggregationWithHeaders;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.Stores;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.TimestampedWindowStoreWithHeaders;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.WindowStore;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of store after a restart and after a crash: from its changelog alone, and from disk with the tail of its
 * changelog. Exactly once, so what was not committed is not there, and is processed again.
 */
class StoreRestartTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SIZE = Duration.ofMillis(10);

    @TempDir
    File directory;

    /** A kind of store, how a record is put into it, and what is in it. */
    record Kind(
            String title,
            StoreBuilder<?> builder,
            BiConsumer<StateStore, Record<String, String>> put,
            Function<StateStore, Object> content) {

        @SuppressWarnings("unchecked")
        static <S extends StateStore> Kind of(
                String title,
                StoreBuilder<S> builder,
                BiConsumer<S, Record<String, String>> put,
                Function<S, Object> content) {
            return new Kind(
                    title,
                    builder,
                    (store, record) -> put.accept((S) store, record),
                    store -> content.apply((S) store));
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static <T> List<T> all(java.util.Iterator<T> entries) {
        List<T> all = new ArrayList<>();
        entries.forEachRemaining(all::add);
        return all;
    }

    private static Windowed<String> session(Record<String, String> record) {
        return new Windowed<>(record.key(), new SessionWindow(record.timestamp(), record.timestamp() + 3));
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                Kind.<KeyValueStore<String, String>>of(
                        "key-value",
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("s"), Serdes.String(), Serdes.String()),
                        (store, record) -> store.put(record.key(), record.value()),
                        store -> all(store.all())),
                Kind.<TimestampedKeyValueStore<String, String>>of(
                        "timestamped key-value",
                        Stores.timestampedKeyValueStoreBuilder(
                                Stores.persistentKeyValueStore("s"), Serdes.String(), Serdes.String()),
                        (store, record) ->
                                store.put(record.key(), ValueAndTimestamp.make(record.value(), record.timestamp())),
                        store -> all(store.all())),
                Kind.<TimestampedKeyValueStoreWithHeaders<String, String>>of(
                        "key-value with headers",
                        Stores.timestampedKeyValueStoreWithHeadersBuilder(
                                Stores.persistentKeyValueStore("s"), Serdes.String(), Serdes.String()),
                        (store, record) -> store.put(
                                record.key(),
                                ValueTimestampHeaders.make(record.value(), record.timestamp(), record.headers())),
                        store -> all(store.all())),
                Kind.<VersionedKeyValueStore<String, String>>of(
                        "versioned",
                        Stores.versionedKeyValueStoreBuilder(
                                Stores.persistentVersionedKeyValueStore("s", HOUR), Serdes.String(), Serdes.String()),
                        (store, record) -> store.put(record.key(), record.value(), record.timestamp()),
                        store -> List.of(
                                String.valueOf(store.get("a")),
                                String.valueOf(store.get("a", 1)),
                                String.valueOf(store.get("b", 2)))),
                Kind.<WindowStore<String, String>>of(
                        "window",
                        Stores.windowStoreBuilder(
                                Stores.persistentWindowStore("s", HOUR, SIZE, false), Serdes.String(), Serdes.String()),
                        (store, record) -> store.put(record.key(), record.value(), record.timestamp()),
                        store -> all(store.all())),
                Kind.<WindowStore<String, String>>of(
                        "window with duplicates",
                        Stores.windowStoreBuilder(
                                Stores.persistentWindowStore("s", HOUR, SIZE, true), Serdes.String(), Serdes.String()),
                        (store, record) -> store.put(record.key(), record.value(), 0),
                        store -> all(store.all())),
                Kind.<TimestampedWindowStore<String, String>>of(
                        "timestamped window",
                        Stores.timestampedWindowStoreBuilder(
                                Stores.persistentWindowStore("s", HOUR, SIZE, false), Serdes.String(), Serdes.String()),
                        (store, record) ->
                                store.put(record.key(), ValueAndTimestamp.make(record.value(), record.timestamp()), 0),
                        store -> all(store.all())),
                Kind.<TimestampedWindowStoreWithHeaders<String, String>>of(
                        "window with headers",
                        Stores.timestampedWindowStoreWithHeadersBuilder(
                                Stores.persistentWindowStore("s", HOUR, SIZE, false), Serdes.String(), Serdes.String()),
                        (store, record) -> store.put(
                                record.key(),
                                ValueTimestampHeaders.make(record.value(), record.timestamp(), record.headers()),
                                0),
                        store -> all(store.all())),
                Kind.<SessionStore<String, String>>of(
                        "session",
                        Stores.sessionStoreBuilder(
                                Stores.persistentSessionStore("s", HOUR), Serdes.String(), Serdes.String()),
                        (store, record) -> store.put(session(record), record.value()),
                        store -> all(store.fetch(null, null))),
                Kind.<SessionStoreWithHeaders<String, String>>of(
                        "session with headers",
                        Stores.sessionStoreWithHeadersBuilder(
                                Stores.persistentSessionStore("s", HOUR), Serdes.String(), Serdes.String()),
                        (store, record) -> store.put(
                                session(record), AggregationWithHeaders.make(record.value(), record.headers())),
                        store -> all(store.fetch(null, null))));
    }

    private static Topology topology(Kind kind) {
        return new Topology()
                .addSource("source", new StringDeserializer(), new StringDeserializer(), "in")
                .addProcessor(
                        "put",
                        () -> new ContextualProcessor<String, String, Void, Void>() {
                            @Override
                            public void process(Record<String, String> record) {
                                kind.put.accept(context().getStateStore("s"), record);
                            }
                        },
                        "source")
                .addStateStore(kind.builder, "put");
    }

    private static void pipe(TopologyTestDriver driver, long timestampMs, String key, String value) {
        driver.createInputTopic("in", new StringSerializer(), new StringSerializer())
                .pipeInput(new TestRecord<>(
                        key,
                        value,
                        new RecordHeaders().add("h", new byte[] {(byte) timestampMs}),
                        Instant.ofEpochMilli(timestampMs)));
    }

    private static Object content(TopologyTestDriver driver, Kind kind) {
        return kind.content.apply(driver.getAllStateStores().get("s"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void comesBackFromItsChangelog(Kind kind) {
        comesBack(kind, options());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void comesBackFromDisk(Kind kind) {
        comesBack(kind, options().withStateDirectory(new File(directory, "state")));
    }

    private static TestDriverOptions options() {
        return TestDriverOptions.defaults()
                .withConfig(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)
                .withCommitsAsInProduction();
    }

    private static void comesBack(Kind kind, TestDriverOptions options) {
        try (TopologyTestDriver driver = new TopologyTestDriver(topology(kind), options)) {
            pipe(driver, 1, "a", "first");
            pipe(driver, 2, "b", "second");
            pipe(driver, 3, "a", "third");
            driver.commit();
            Object committed = content(driver, kind);

            driver.restart();
            assertThat(content(driver, kind)).as("after a restart").isEqualTo(committed);

            pipe(driver, 4, "a", "fourth");
            pipe(driver, 5, "b", null);
            Object processed = content(driver, kind);
            driver.crash();
            assertThat(content(driver, kind))
                    .as("after a crash, processed again")
                    .isEqualTo(processed)
                    .isNotEqualTo(committed);

            driver.commit();
            driver.restart();
            assertThat(content(driver, kind)).as("after the last restart").isEqualTo(processed);
        }
    }
}
