package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WindowStoreSpec;
import dev.millrace.streams.store.WriteBackStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With write-back caching, downstream sees one update for each key and commit. */
class WriteBackTest {

    private static final StoreOptions CACHED = StoreOptions.DEFAULT.withCaching(true);

    private final Harness task = Harness.writingBack();
    private final List<String> updates = new ArrayList<>();

    @AfterEach
    void close() {
        task.close();
    }

    @SuppressWarnings("unchecked")
    private <K, V> boolean listen(Object store, boolean sendOldValues) {
        return ((WriteBackStore<K, V>) store)
                .setFlushListener(
                        (key, now, old, timestamp, headers) -> {
                            assertThat(task.acting().timestamp()).isEqualTo(timestamp);
                            updates.add(key + ":" + old + ">" + now + "@" + timestamp);
                        },
                        sendOldValues);
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(updates);
        updates.clear();
        return taken;
    }

    private KeyValueStore<String, Long> keyValue() {
        return task.open(new MillraceStores()
                .keyValueStore(new KeyValueStoreSpec<>("kv", true, Serdes.String(), Serdes.Long(), CACHED)));
    }

    @Test
    void oneUpdateForEachKeyInTheOrderOfTheLastPut() {
        KeyValueStore<String, Long> store = keyValue();
        assertThat(listen(store, true)).isTrue();
        task.at(1);
        store.put("a", 1L);
        store.put("b", 1L);
        task.at(2);
        store.put("a", 2L);
        assertThat(updates).isEmpty();
        task.commit();
        assertThat(taken()).containsExactly("b:null>1@1", "a:null>2@2");
        task.at(3);
        store.put("a", 3L);
        task.commit();
        assertThat(taken()).containsExactly("a:2>3@3");
        task.commit();
        assertThat(taken()).isEmpty();
    }

    @Test
    void oldValuesComeFromTheTableWhenTheKeyWasNotCached() {
        KeyValueStore<String, Long> store = keyValue();
        store.put("a", 1L);
        store.put("used last", 1L); // this one stays
        task.commitAndWrite();
        assertThat(((LiveStore<?, ?, ?>) store).evictOne(100)).isTrue();
        listen(store, true);
        store.put("a", 2L);
        store.put("new", 1L);
        task.commit();
        assertThat(taken()).containsExactly("a:1>2@0", "new:null>1@0");
    }

    @Test
    void aKeyThatCameAndWentIsNotMentioned() {
        KeyValueStore<String, Long> store = keyValue();
        listen(store, false);
        store.put("a", 1L);
        store.delete("a");
        store.put("b", 1L);
        task.commit();
        assertThat(taken()).containsExactly("b:null>1@0");
        store.delete("b");
        task.commit();
        assertThat(taken()).containsExactly("b:null>null@0");
        store.delete("b");
        task.commit();
        assertThat(taken()).isEmpty();
    }

    @Test
    void withoutAListenerEachChangeIsWrittenOnce() {
        KeyValueStore<String, Long> store = keyValue();
        store.put("a", 1L);
        task.commit();
        task.commit();
        assertThat(task.changelog("kv")).hasSize(1);
        assertThat(((ManagedStore) store).bufferedBytes()).isZero();
    }

    @Test
    void withoutBytesForItNothingIsHeldBack() {
        try (Harness uncached = Harness.inMemory()) {
            KeyValueStore<String, Long> store = uncached.open(new MillraceStores()
                    .keyValueStore(new KeyValueStoreSpec<>("kv", true, Serdes.String(), Serdes.Long(), CACHED)));
            assertThat(listen(store, true)).isFalse();
            store.put("a", 1L);
            uncached.commit();
            assertThat(updates).isEmpty();
        }
    }

    @Test
    void anAggregateThatIsChangedInPlaceStillHasItsOldValue() {
        Serde<List<String>> lists = Serdes.serdeFrom(new ListText(), new TextList());
        KeyValueStoreSpec<String, List<String>> spec =
                new KeyValueStoreSpec<>("agg", true, Serdes.String(), lists, CACHED.withLiveValues(true));
        TimestampedKeyValueStore<String, List<String>> store =
                task.open(new MillraceStores().timestampedKeyValueStore(spec));
        listen(store, true);
        for (String word : List.of("x", "y", "z")) {
            for (int i = 0; i < 2; i++) {
                ValueAndTimestamp<List<String>> old = store.get("k");
                List<String> aggregate = old == null ? new ArrayList<>() : old.value();
                aggregate.add(word);
                store.put("k", ValueAndTimestamp.make(aggregate, 1));
            }
            task.commit();
        }
        assertThat(taken())
                .containsExactly(
                        "k:null><[x, x],1>@0",
                        "k:<[x, x],1>><[x, x, y, y],1>@0",
                        "k:<[x, x, y, y],1>><[x, x, y, y, z, z],1>@0");
        assertThat(task.changelog("agg")).hasSize(3);
        assertThat(task.changelog("agg").get(1).value()).isEqualTo("x,x,y,y".getBytes());
    }

    @Test
    void aValueThatIsChangedWithoutAPutShowsWhatWasPut() {
        Serde<List<String>> lists = Serdes.serdeFrom(new ListText(), new TextList());
        KeyValueStore<String, List<String>> store = task.open(new MillraceStores()
                .keyValueStore(new KeyValueStoreSpec<>("lists", true, Serdes.String(), lists, StoreOptions.DEFAULT)));
        List<String> list = new ArrayList<>(List.of("x"));
        store.put("k", list);
        list.add("y");
        assertThat(store.get("k")).containsExactly("x");
        store.get("k").add("z");
        assertThat(store.get("k")).containsExactly("x");
    }

    @Test
    void windowsAndSessionsAreKnownByTheirWindowedKeys() {
        WindowStore<String, Long> windows = task.open(new MillraceStores()
                .windowStore(new WindowStoreSpec<>(
                        "win", true, 100, 50, 10, false, Serdes.String(), Serdes.Long(), CACHED)));
        SessionStore<String, Long> sessions = task.open(new MillraceStores()
                .sessionStore(new SessionStoreSpec<>("ses", true, 100, 50, Serdes.String(), Serdes.Long(), CACHED)));
        listen(windows, true);
        listen(sessions, true);
        windows.put("a", 1L, 10);
        windows.put("a", 2L, 20);
        windows.put("a", 3L, 10);
        Windowed<String> first = new Windowed<>("a", new SessionWindow(0, 5));
        sessions.put(first, 1L);
        task.commit();
        List<String> seen = taken();
        assertThat(seen).hasSize(3);
        assertThat(seen.get(0)).contains("a@20/30").endsWith(":null>2@0");
        assertThat(seen.get(1)).contains("a@10/20").endsWith(":null>3@0");
        assertThat(seen.get(2)).contains("a@0/5").endsWith(":null>1@0");
        sessions.remove(first);
        task.commit();
        assertThat(taken()).hasSize(1).allMatch(update -> update.endsWith(":1>null@0"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void whatAListenerPutsIntoTheSameStoreIsFlushedToo() {
        KeyValueStore<String, Long> store = keyValue();
        ((WriteBackStore<String, Long>) store)
                .setFlushListener(
                        (key, now, old, timestamp, headers) -> {
                            updates.add(key);
                            if (!key.endsWith("!")) {
                                store.put(key + "!", now);
                            }
                        },
                        false);
        store.put("a", 1L);
        task.commit();
        assertThat(taken()).containsExactly("a", "a!");
        assertThat(((ManagedStore) store).bufferedBytes()).isZero();
    }

    private static final class ListText implements Serializer<List<String>> {
        @Override
        public byte[] serialize(String topic, List<String> list) {
            return list == null ? null : String.join(",", list).getBytes();
        }
    }

    private static final class TextList implements Deserializer<List<String>> {
        @Override
        public List<String> deserialize(String topic, byte[] bytes) {
            return bytes == null ? null : new ArrayList<>(List.of(new String(bytes).split(",")));
        }
    }
}
