package dev.millrace.stores;

import static dev.millrace.stores.KeyValueContract.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.KeyValueBytesStoreSupplier;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionBytesStoreSupplier;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.Stores;
import dev.millrace.streams.state.WindowBytesStoreSupplier;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WindowStoreSpec;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores over a user's own engine: what it sees, and when. What it means for programs is compared with Kafka Streams in
 * conformance.
 */
class UserEngineTest {

    private final Remembering engine = new Remembering();

    /** An engine that outlives tasks, as one on disk does. */
    private static class Remembering implements KeyValueStore<Bytes, byte[]> {
        final TreeMap<Bytes, byte[]> rows = new TreeMap<>();
        final List<Map<TopicPartition, Long>> commits = new ArrayList<>();
        final List<String> restored = new ArrayList<>();
        Long committedOffset;
        boolean open;

        @Override
        public String name() {
            return "own";
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            open = true;
            context.register(root, (key, value) -> {
                restored.add(new String(key));
                put(Bytes.wrap(key), value);
            });
        }

        @Override
        public void commit(Map<TopicPartition, Long> changelogOffsets) {
            commits.add(changelogOffsets);
        }

        @Override
        public Long committedOffset(TopicPartition partition) {
            return committedOffset;
        }

        @Override
        public void put(Bytes key, byte[] value) {
            if (value == null) {
                rows.remove(key);
            } else {
                rows.put(key, value);
            }
        }

        @Override
        public byte[] putIfAbsent(Bytes key, byte[] value) {
            return rows.putIfAbsent(key, value);
        }

        @Override
        public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            entries.forEach(entry -> put(entry.key, entry.value));
        }

        @Override
        public byte[] delete(Bytes key) {
            return rows.remove(key);
        }

        @Override
        public byte[] get(Bytes key) {
            return rows.get(key);
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
            throw new UnsupportedOperationException("range");
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> all() {
            return new Copied(rows);
        }

        @Override
        public long approximateNumEntries() {
            return rows.size();
        }

        @Override
        public void close() {
            open = false;
        }

        @Override
        public boolean persistent() {
            return true;
        }

        @Override
        public boolean isOpen() {
            return open;
        }
    }

    private static final class Copied implements KeyValueIterator<Bytes, byte[]> {
        private final List<KeyValue<Bytes, byte[]>> rows = new ArrayList<>();
        private int next;

        Copied(TreeMap<Bytes, byte[]> source) {
            source.forEach((key, value) -> rows.add(KeyValue.pair(key, value)));
        }

        @Override
        public boolean hasNext() {
            return next < rows.size();
        }

        @Override
        public Bytes peekNextKey() {
            throw new UnsupportedOperationException("peekNextKey");
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            return rows.get(next++);
        }

        @Override
        public void close() {}
    }

    private static final class Full extends Remembering {
        @Override
        public void put(Bytes key, byte[] value) {
            throw new IllegalStateException("no room");
        }
    }

    private KeyValueStore<String, Long> open(Harness task) {
        return open(task, engine);
    }

    private static KeyValueStore<String, Long> open(Harness task, KeyValueStore<Bytes, byte[]> engine) {
        KeyValueBytesStoreSupplier supplier = new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return engine;
            }

            @Override
            public String metricsScope() {
                return "own";
            }
        };
        return task.open(new MillraceStores()
                .keyValueStore(new KeyValueStoreSpec<>(
                        "own", false, Serdes.String(), Serdes.Long(), 0, supplier, StoreOptions.DEFAULT)));
    }

    private static Bytes key(String key) {
        return Bytes.wrap(key.getBytes());
    }

    @Test
    void whatTheEngineRefusesAtTheCommitIsNamed() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStore<String, Long> store = open(task, new Full());
            store.put("k", 1L);
            assertThatThrownBy(task::commit)
                    .isInstanceOf(ProcessorStateException.class)
                    .hasMessageContainingAll("Store own", "key 'k'", "Full", "no room")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theEngineHasAChangeWhenItIsCommitted() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStore<String, Long> store = open(task);
            store.put("a", 1L);
            store.put("b", 2L);
            assertThat(engine.rows).isEmpty();
            assertThat(drain(store.all())).containsExactly(KeyValue.pair("a", 1L), KeyValue.pair("b", 2L));

            task.commit();

            assertThat(engine.rows).containsOnlyKeys(key("a"), key("b"));
            assertThat(store.persistent()).isTrue();
            store.delete("a");
            assertThat(drain(store.all())).containsExactly(KeyValue.pair("b", 2L));
            store.close();
            assertThat(engine.open).isFalse();
        }
    }

    @Test
    void whatIsRolledBackNeverReachesTheEngine() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStore<String, Long> store = open(task);
            store.put("a", 1L);
            task.commit();
            store.put("a", 2L);
            store.put("b", 2L);
            task.beforeStateCommit = () -> {
                throw new IllegalStateException("the log refuses");
            };
            try {
                task.commit();
            } catch (IllegalStateException e) {
                task.changelog("own").subList(1, 3).clear();
            }
            task.beforeStateCommit = () -> {};
            task.reopen();

            store = open(task);

            assertThat(engine.rows).containsOnlyKeys(key("a"));
            assertThat(store.get("a")).isEqualTo(1L);
        }
    }

    @Test
    void theEngineIsAskedAgainAfterACommitSinceItMayForget() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStore<String, Long> store = open(task);
            store.put("a", 1L);
            task.commit();
            assertThat(store.get("a")).isEqualTo(1L);
            task.commit();
            engine.rows.clear();
            store.put("b", 1L);
            task.commit();

            assertThat(store.get("a")).isNull();
        }
    }

    @Test
    void theEngineIsRestoredByItsOwnCallback() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStore<String, Long> store = open(task);
            store.put("a", 1L);
            store.put("b", 2L);
            task.commit();
            engine.rows.clear();
            task.reopen();

            store = open(task);

            assertThat(engine.restored).containsExactly("a", "b");
            assertThat(store.get("b")).isEqualTo(2L);
            store.put("c", 3L);
            task.commit();
            assertThat(engine.restored).containsExactly("a", "b");
        }
    }

    @Test
    void anEngineThatSaysHowFarItHasComeIsRestoredFromThere() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStore<String, Long> store = open(task);
            store.put("a", 1L);
            task.commit();
            store.put("b", 2L);
            task.commit();
            assertThat(engine.commits)
                    .last()
                    .satisfies(offsets -> assertThat(offsets.values()).containsExactly(2L));
            engine.committedOffset = 1L;
            task.reopen();

            open(task);

            assertThat(engine.restored).containsExactly("b");
        }
    }

    @Test
    void duplicatesGoOnBeingNumberedAfterARestart() {
        try (Harness task = Harness.inMemory()) {
            WindowStore<String, Long> store = task.open(windows());
            store.put("a", 1L, 10);
            store.put("a", 2L, 10);
            task.commit();
            task.reopen();

            store = task.open(windows());
            store.put("a", 3L, 10);
            task.commit();

            assertThat(task.changelog("win").stream().map(change -> Rows.intAt(change.key(), change.key().length - 4)))
                    .containsExactly(1, 2, 3);
            List<Long> values = new ArrayList<>();
            store.fetch("a", 0, 20).forEachRemaining(entry -> values.add(entry.value));
            assertThat(values).containsExactly(1L, 2L, 3L);
        }
    }

    /** Our own engine in a user's place. */
    private static WindowStore<String, Long> windows() {
        WindowBytesStoreSupplier ours =
                Stores.inMemoryWindowStore("win", Duration.ofMillis(100), Duration.ofMillis(10), true);
        return new MillraceStores()
                .windowStore(new WindowStoreSpec<>(
                        "win", false, 100, 50, 10, true, Serdes.String(), Serdes.Long(), ours, StoreOptions.DEFAULT));
    }

    @Test
    void anEngineMadeOfOneOfOursIsOnDiskAndGoesOnFromThere(@TempDir File directory) {
        KeyValueBytesStoreSupplier ours = Stores.persistentKeyValueStore("own");
        KeyValueStoreSpec<String, Long> spec =
                new KeyValueStoreSpec<>("own", false, Serdes.String(), Serdes.Long(), 0, ours, StoreOptions.DEFAULT);
        try (Harness task = Harness.onDisk(directory)) {
            KeyValueStore<String, Long> store = task.open(new MillraceStores().keyValueStore(spec));
            store.put("a", 1L);
            store.put("b", 2L);
            task.commit();
            store.put("b", 3L);
            task.commitAndWrite();
            store.put("a", 9L);
            task.reopen();
            assertThat(task.changelog("own")).hasSize(3);
            task.changelog("own").set(0, null); // it would not be read again

            store = task.open(new MillraceStores().keyValueStore(spec));

            assertThat(drain(store.all())).containsExactly(KeyValue.pair("a", 1L), KeyValue.pair("b", 3L));
        }
    }

    @Test
    void sessionsAreRemovedFromTheEngine() {
        try (Harness task = Harness.inMemory()) {
            SessionBytesStoreSupplier ours = Stores.inMemorySessionStore("ses", Duration.ofMillis(100));
            SessionStore<String, Long> store = task.open(new MillraceStores()
                    .sessionStore(new SessionStoreSpec<>(
                            "ses", false, 100, 50, Serdes.String(), Serdes.Long(), ours, StoreOptions.DEFAULT)));
            Windowed<String> session = new Windowed<>("a", new SessionWindow(3, 8));
            store.put(session, 1L);
            task.commit();
            assertThat(store.fetchSession("a", 3, 8)).isEqualTo(1L);

            store.remove(session);
            task.commit();

            assertThat(store.fetch("a").hasNext()).isFalse();
        }
    }
}
