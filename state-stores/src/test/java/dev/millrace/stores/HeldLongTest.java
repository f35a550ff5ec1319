package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WriteBackStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers change in their cells; what a store has given out does not. */
class HeldLongTest {

    private final MillraceStores stores = new MillraceStores();
    private final Harness task = Harness.writingBack();

    @AfterEach
    void close() {
        task.close();
    }

    @Test
    void aValueThatWasReadStaysWhenTheNextIsPut() {
        TimestampedKeyValueStore<String, Long> store = timestamped(StoreOptions.DEFAULT);
        store.put("a", ValueAndTimestamp.make(1L, 10));
        ValueAndTimestamp<Long> read = store.get("a");
        store.put("a", ValueAndTimestamp.make(2L, 20));

        assertThat(read).isEqualTo(ValueAndTimestamp.make(1L, 10));
        assertThat(store.get("a")).isEqualTo(ValueAndTimestamp.make(2L, 20));
    }

    @Test
    void anIteratorGivesWhatWasThereWhenItWasOpened() {
        KeyValueStore<String, Long> keys = task.open(stores.keyValueStore(Specs.keyValue(true)));
        WindowStore<String, Long> windows =
                task.open(stores.windowStore(Specs.window(true, 1000, 500, false, Serdes.Long())));
        SessionStore<String, Long> sessions = task.open(stores.sessionStore(Specs.session(true, 1000, 500)));
        Windowed<String> session = new Windowed<>("a", new SessionWindow(0, 5));
        keys.put("a", 1L);
        windows.put("a", 1L, 10);
        sessions.put(session, 1L);
        try (KeyValueIterator<String, Long> ofKeys = keys.all();
                WindowStoreIterator<Long> ofWindow = windows.fetch("a", 0, 100);
                KeyValueIterator<Windowed<String>, Long> ofWindows = windows.all();
                KeyValueIterator<Windowed<String>, Long> ofSession = sessions.findSessions("a", 0, 100)) {
            keys.put("a", 2L);
            windows.put("a", 2L, 10);
            sessions.put(session, 2L);

            assertThat(ofKeys.next().value).isEqualTo(1);
            assertThat(ofWindow.next().value).isEqualTo(1);
            assertThat(ofWindows.next().value).isEqualTo(1);
            assertThat(ofSession.next().value).isEqualTo(1);
        }
        assertThat(keys.get("a")).isEqualTo(2);
        assertThat(windows.fetch("a", 10)).isEqualTo(2);
        assertThat(sessions.fetchSession("a", 0, 5)).isEqualTo(2);
    }

    @Test
    @SuppressWarnings("unchecked")
    void downstreamHearsOfTheOldValueThoughTheNewOneIsInItsPlace() {
        TimestampedKeyValueStore<String, Long> store = timestamped(Specs.CACHED);
        List<KeyValue<Object, Object>> oldAndNew = new ArrayList<>();
        ((WriteBackStore<String, ValueAndTimestamp<Long>>) store)
                .setFlushListener(
                        (key, now, old, timestampMs, headers) -> oldAndNew.add(new KeyValue<>(old, now)), true);
        store.put("a", ValueAndTimestamp.make(1L, 10));
        task.commit();
        store.put("a", ValueAndTimestamp.make(2L, 20));
        store.put("a", ValueAndTimestamp.make(3L, 30));
        task.commit();

        assertThat(oldAndNew)
                .containsExactly(
                        new KeyValue<>(null, ValueAndTimestamp.make(1L, 10)),
                        new KeyValue<>(ValueAndTimestamp.make(1L, 10), ValueAndTimestamp.make(3L, 30)));
    }

    @Test
    void downstreamHearsOfADeletionWhoseValueOnlyTheTableKnew() {
        KeyValueStore<String, Long> store = task.open(stores.keyValueStore(Specs.keyValue(true, Specs.CACHED)));
        List<String> told = new ArrayList<>();
        listen(store, told);
        store.put("a", 1L);
        task.commit();
        store.put("a", null);
        task.commit();
        store.put("a", null);
        task.commit();

        assertThat(told).containsExactly("a=1", "a=null");
    }

    @Test
    void aNumberMayBeReplacedByNothingOrByAText() {
        KeyValueStore<String, Object> store = task.open(stores.keyValueStore(new KeyValueStoreSpec<>(
                "mixed", true, Serdes.String(), new NumberOrTextSerde(), StoreOptions.DEFAULT)));
        List<Object> seen = new ArrayList<>();
        for (Object value : new Object[] {1L, "text", 2L, null, 3L}) {
            store.put("a", value);
            seen.add(store.get("a"));
        }
        task.commitAndWrite();

        assertThat(seen).containsExactly(1L, "text", 2L, null, 3L);
        assertThat(store.get("a")).isEqualTo(3L);
        assertThat(task.changelog("mixed")).hasSize(1);
    }

    private TimestampedKeyValueStore<String, Long> timestamped(StoreOptions options) {
        return task.open(stores.timestampedKeyValueStore(
                new KeyValueStoreSpec<>("timed", true, Serdes.String(), Serdes.Long(), options)));
    }

    @SuppressWarnings("unchecked")
    private static void listen(KeyValueStore<String, Long> store, List<String> told) {
        ((WriteBackStore<String, Long>) store)
                .setFlushListener((key, now, old, timestampMs, headers) -> told.add(key + "=" + now), false);
    }

    /** A user's serde for values of two types. */
    private static final class NumberOrTextSerde extends Serdes.WrapperSerde<Object> {

        NumberOrTextSerde() {
            super(
                    (topic, value) -> value instanceof Long
                            ? Serdes.Long().serializer().serialize(topic, (Long) value)
                            : Serdes.String().serializer().serialize(topic, (String) value),
                    (topic, bytes) -> bytes.length == Long.BYTES
                            ? Serdes.Long().deserializer().deserialize(topic, bytes)
                            : Serdes.String().deserializer().deserialize(topic, bytes));
        }
    }
}
