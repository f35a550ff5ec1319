package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.AggregationWithHeaders;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.VersionedStoreSpec;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A key or value that is not of the type of its serde is refused by the call that brings it, with the store, both types
 * and the remedy; and the store stays as it was.
 */
class WrongTypesTest {

    private static final UUID WRONG = new UUID(1, 2);

    @TempDir
    File directory;

    private Harness task;

    private Harness task(boolean persistent) {
        task = persistent ? Harness.onDisk(directory) : Harness.inMemory();
        return task;
    }

    @AfterEach
    void closeTask() {
        task.close();
    }

    /** The mistake: the compiler takes a store for one of other types. */
    @SuppressWarnings("unchecked")
    private static <S extends StateStore> S mistaken(StateStore store) {
        return (S) store;
    }

    private static void assertKeyRefused(String store, ThrowingCallable call) {
        assertRefused(call, "app-" + store + "-changelog", "key of type java.util.UUID", "it is for java.lang.String")
                .hasMessageContaining("StringSerializer")
                .hasMessageContaining("Materialized.withKeySerde");
    }

    private static void assertValueRefused(String store, ThrowingCallable call) {
        assertRefused(call, "app-" + store + "-changelog", "value of type java.util.UUID", "it is for java.lang.")
                .hasMessageContaining("Serializer")
                .hasMessageContaining("Materialized.withValueSerde");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            ThrowingCallable call, String store, String actual, String expected) {
        return assertThatThrownBy(call)
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining(store)
                .hasMessageContaining(actual)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyValueStoreRefusesThemAtTheCall(boolean persistent) {
        KeyValueStore<String, Long> right =
                task(persistent).open(new MillraceStores().keyValueStore(Specs.keyValue(persistent)));
        KeyValueStore<Object, Object> wrong = mistaken(right);
        right.put("k", 1L);

        assertKeyRefused("kv", () -> wrong.get(WRONG));
        assertKeyRefused("kv", () -> wrong.put(WRONG, 1L));
        assertKeyRefused("kv", () -> wrong.put(WRONG, null));
        assertKeyRefused("kv", () -> wrong.putIfAbsent(WRONG, 1L));
        assertKeyRefused("kv", () -> wrong.delete(WRONG));
        assertKeyRefused("kv", () -> wrong.range(WRONG, null));
        assertKeyRefused("kv", () -> wrong.reverseRange(null, WRONG));
        assertValueRefused("kv", () -> wrong.put("k", WRONG));
        assertValueRefused("kv", () -> wrong.putIfAbsent("new", WRONG));

        assertThat(right.get("k")).isEqualTo(1L);
        assertThat(right.get("new")).isNull();
        task.commitAndWrite();
        assertThat(task.changelog("kv")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTimestampedKeyValueStoreRefusesThemAtTheCall(boolean persistent) {
        TimestampedKeyValueStore<Object, Object> wrong = mistaken(
                task(persistent).open(new MillraceStores().timestampedKeyValueStore(Specs.keyValue(persistent))));

        assertKeyRefused("kv", () -> wrong.get(WRONG));
        assertValueRefused("kv", () -> wrong.put("k", ValueAndTimestamp.make(WRONG, 5)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWindowStoreRefusesThemAtTheCall(boolean persistent) {
        WindowStore<String, String> right = task(persistent)
                .open(new MillraceStores().windowStore(Specs.window(persistent, 100, 50, false, Serdes.String())));
        WindowStore<Object, Object> wrong = mistaken(right);
        right.put("k", "v", 10);

        assertKeyRefused("win", () -> wrong.fetch(WRONG, 10));
        assertKeyRefused("win", () -> wrong.fetch(WRONG, 0L, 20L));
        assertKeyRefused("win", () -> wrong.backwardFetch(WRONG, 0L, 20L));
        assertKeyRefused("win", () -> wrong.fetch(WRONG, "z", 0L, 20L));
        assertKeyRefused("win", () -> wrong.put(WRONG, "v", 10));
        assertValueRefused("win", () -> wrong.put("k", WRONG, 10));

        assertThat(right.fetch("k", 10)).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTimestampedWindowStoreRefusesThemAtTheCall(boolean persistent) {
        TimestampedWindowStore<Object, Object> wrong = mistaken(task(persistent)
                .open(new MillraceStores()
                        .timestampedWindowStore(Specs.window(persistent, 100, 50, false, Serdes.String()))));

        assertKeyRefused("win", () -> wrong.fetch(WRONG, 10));
        assertValueRefused("win", () -> wrong.put("k", ValueAndTimestamp.make(WRONG, 5), 10));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionStoreRefusesThemAtTheCall(boolean persistent) {
        SessionStore<String, Long> right =
                task(persistent).open(new MillraceStores().sessionStore(Specs.session(persistent, 100, 50)));
        SessionStore<Object, Object> wrong = mistaken(right);
        SessionWindow window = new SessionWindow(5, 9);
        right.put(new Windowed<>("k", window), 1L);

        assertKeyRefused("ses", () -> wrong.fetch(WRONG));
        assertKeyRefused("ses", () -> wrong.fetch(WRONG, "z"));
        assertKeyRefused("ses", () -> wrong.fetchSession(WRONG, 5, 9));
        assertKeyRefused("ses", () -> wrong.findSessions(WRONG, 0, 20));
        assertKeyRefused("ses", () -> wrong.put(new Windowed<>(WRONG, window), 1L));
        assertKeyRefused("ses", () -> wrong.remove(new Windowed<>(WRONG, window)));
        assertValueRefused("ses", () -> wrong.put(new Windowed<>("k", window), WRONG));

        assertThat(right.fetchSession("k", 5, 9)).isEqualTo(1L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storesWithHeadersRefuseThemAtTheCall(boolean persistent) {
        TimestampedKeyValueStoreWithHeaders<Object, Object> keyValue = mistaken(task(persistent)
                .open(new MillraceStores().timestampedKeyValueStoreWithHeaders(Specs.keyValue(persistent))));
        SessionStoreWithHeaders<Object, Object> session =
                mistaken(task.open(new MillraceStores().sessionStoreWithHeaders(Specs.session(persistent, 100, 50))));
        Windowed<Object> visit = new Windowed<>("k", new SessionWindow(5, 9));

        assertValueRefused("kv", () -> keyValue.put("k", ValueTimestampHeaders.make(WRONG, 5, new RecordHeaders())));
        assertValueRefused("ses", () -> session.put(visit, AggregationWithHeaders.make(WRONG, new RecordHeaders())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVersionedStoreRefusesThemAtTheCall(boolean persistent) {
        VersionedKeyValueStore<String, String> right = task(persistent)
                .open(new MillraceStores()
                        .versionedKeyValueStore(new VersionedStoreSpec<>(
                                "ver", persistent, 100, 40, Serdes.String(), Serdes.String(), StoreOptions.DEFAULT)));
        VersionedKeyValueStore<Object, Object> wrong = mistaken(right);
        right.put("k", "v", 10);

        assertKeyRefused("ver", () -> wrong.get(WRONG));
        assertKeyRefused("ver", () -> wrong.get(WRONG, 10));
        assertKeyRefused("ver", () -> wrong.put(WRONG, "v", 10));
        assertKeyRefused("ver", () -> wrong.delete(WRONG, 10));
        assertValueRefused("ver", () -> wrong.put("k", WRONG, 20));

        assertThat(right.get("k").value()).isEqualTo("v");
        assertThat(right.get("k").timestamp()).isEqualTo(10);
    }

    /** Values that are kept as bytes: the serializer sees each of them at its put. */
    private static Serde<StringBuilder> shortTexts() {
        Serializer<StringBuilder> serializer = (topic, text) -> {
            if (text.length() > 3) {
                throw new SerializationException("longer than 3: " + text);
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        };
        Deserializer<StringBuilder> deserializer =
                (topic, bytes) -> new StringBuilder(new String(bytes, StandardCharsets.UTF_8));
        return Serdes.serdeFrom(serializer, deserializer);
    }

    private KeyValueStore<String, StringBuilder> texts() {
        return task.open(new MillraceStores()
                .keyValueStore(
                        new KeyValueStoreSpec<>("texts", true, Serdes.String(), shortTexts(), StoreOptions.DEFAULT)));
    }

    @Test
    void aRefusedPutLeavesWhatTheTableHas() {
        task(true);
        texts().put("k", new StringBuilder("old"));
        task.commitAndWrite();
        task.reopen();
        KeyValueStore<String, StringBuilder> store = texts();

        assertThatThrownBy(() -> store.put("k", new StringBuilder("longer")))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("app-texts-changelog")
                .hasMessageContaining("longer than 3")
                .hasMessageContaining("Materialized.withValueSerde");

        assertThat(store.get("k")).hasToString("old");
    }

    @Test
    void aLiveValueIsSerialisedAtItsPutOnlyIfItIsTheFirstOfItsType() {
        List<Object> seen = new ArrayList<>();
        Serializer<Number> serializer = (topic, number) -> {
            seen.add(number);
            return Rows.ofLong(number.longValue());
        };
        Serde<Number> numbers = Serdes.serdeFrom(serializer, (topic, bytes) -> Rows.longAt(bytes, 0));
        KeyValueStore<String, Number> store = task(false)
                .open(new MillraceStores()
                        .keyValueStore(
                                new KeyValueStoreSpec<>("kv", false, Serdes.String(), numbers, StoreOptions.DEFAULT)));

        for (int i = 0; i < 3; i++) {
            store.put("k", (long) i);
            store.put("k", i);
        }

        assertThat(seen).containsExactly(0L, 0);
    }
}
