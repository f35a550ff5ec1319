package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WriteBackStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** A store of a kind, what must be in it, what its listener was told, and the iterators that are open over it. */
abstract class StoreModel<S extends StateStore> {

    /** A row: a key, the start of its window or the end of its session, and the sequence number or the start of it. */
    record Row(String key, long timeMs, long second) {

        static final Comparator<Row> BY_KEY =
                Comparator.comparing(Row::bytes, Arrays::compareUnsigned).thenComparing(Row::key);
        static final Comparator<Row> BY_TIME =
                Comparator.comparingLong(Row::timeMs).thenComparing(Row::key).thenComparingLong(Row::second);

        /** The order of tables on disk. */
        static Comparator<Row> bySegment(long intervalMs) {
            return Comparator.<Row>comparingLong(row -> row.timeMs / intervalMs).thenComparing(BY_KEY);
        }

        private byte[] bytes() {
            byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
            byte[] bytes = Arrays.copyOf(keyBytes, keyBytes.length + 16);
            Rows.putLong(bytes, keyBytes.length, timeMs);
            Rows.putLong(bytes, keyBytes.length + 8, second);
            return bytes;
        }

        @Override
        public String toString() {
            return key + "@" + timeMs + "/" + second;
        }
    }

    private static final String[] KEYS = {"a", "ab", "abc", "b", "\u0000", "b\u0000", "c", "zz"};
    private static final int MAX_OPEN = 6;

    final boolean onDisk;
    final StoreOptions options;
    S store;
    TreeMap<Row, Long> now = new TreeMap<>(Row.BY_KEY);
    long observed = -1;
    long counter;
    private TreeMap<Row, Long> committed = new TreeMap<>(Row.BY_KEY);
    private TreeMap<Row, Long> told = new TreeMap<>(Row.BY_KEY);
    private TreeMap<Row, Long> committedTold = new TreeMap<>(Row.BY_KEY);
    private long committedObserved = -1;
    private final List<Reading> readings = new ArrayList<>();

    StoreModel(boolean onDisk, boolean cached) {
        this.onDisk = onDisk;
        this.options = StoreOptions.DEFAULT.withCaching(cached);
    }

    // ---- what a kind must say

    /** The store, not yet opened. */
    abstract S build();

    /** Listens to the cache. */
    void listen() {}

    /** Changes something. */
    abstract void step(Random random);

    /** Reads single entries. */
    abstract void check(Random random);

    /** Begins to read many entries, by one of the methods for that. */
    abstract Reading read(Random random);

    /** Whether a row is in time. */
    boolean isLive(Row row) {
        return true;
    }

    // ---- life

    /** Opens the store, after the one before was closed. */
    final void open(Harness task) {
        readings.forEach(Reading::endsWithItsStore);
        readings.clear();
        store = task.open(build());
        if (options.caching()) {
            listen();
        }
    }

    final void evict(Random random) {
        LiveStore<?, ?, ?> live = (LiveStore<?, ?, ?>) store;
        for (int i = random.nextInt(6); i >= 0 && !live.hasStaged(); i--) {
            live.evictOne(100);
        }
    }

    /** The changelog has all, and downstream was told of it. */
    final void committed() {
        if (options.caching()) {
            told.keySet().removeIf(row -> !isLive(row));
            assertThat(told).as("what the listener was told").isEqualTo(now);
        }
        committed = copy(now);
        committedTold = copy(told);
        committedObserved = observed;
    }

    final void rolledBack() {
        now = copy(committed);
        told = copy(committedTold);
        observed = committedObserved;
    }

    private static TreeMap<Row, Long> copy(TreeMap<Row, Long> rows) {
        return new TreeMap<>(rows);
    }

    // ---- the cache

    @SuppressWarnings("unchecked")
    final <U, V> void follow(Function<U, Row> rows, Numbered<V> values) {
        assertThat(((WriteBackStore<U, V>) store)
                        .setFlushListener(
                                (key, value, old, timestampMs, headers) ->
                                        hear(rows.apply(key), values.number(value), values.number(old)),
                                true))
                .isTrue();
    }

    private void hear(Row row, Long value, Long old) {
        if (isLive(row)) {
            assertThat(old).as("old value of " + row).isEqualTo(told.get(row));
        }
        if (value == null) {
            told.remove(row);
        } else {
            told.put(row, value);
        }
    }

    // ---- iterators

    /** Opens an iterator, reads on in some, and closes some. */
    final void readOn(Random random) {
        if (random.nextInt(3) == 0) {
            readings.add(read(random));
        }
        for (int i = readings.size() - 1; i >= 0; i--) {
            int entries = random.nextInt(8);
            if (entries < 3 && !readings.get(i).read(entries)
                    || readings.size() > MAX_OPEN
                    || random.nextInt(20) == 0) {
                readings.remove(i).close();
            }
        }
        if (readings.isEmpty()) {
            LiveStore<?, ?, ?> live = (LiveStore<?, ?, ?>) store;
            assertThat(live.openIterators().count()).as("open iterators").isZero();
            assertThat(live.table().openCursors()).as("open cursors").isZero();
        }
    }

    /** Reads all iterators to their ends. */
    final void finish() {
        for (Reading reading : readings) {
            while (reading.read(100)) {
                // on to the end
            }
            reading.close();
        }
        readings.clear();
    }

    /** What an iterator has to give of the rows that it is asked for. */
    final List<String> expected(Predicate<Row> wanted, Comparator<Row> order) {
        return now.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .sorted(Map.Entry.comparingByKey(order))
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** As an iterator shows it; sequence numbers are not shown. */
    String text(Row row, Long number) {
        return row + "=" + number;
    }

    // ---- arguments

    static String key(Random random) {
        return KEYS[random.nextInt(KEYS.length)];
    }

    /** A bound of a range of keys; null: none. */
    static String bound(Random random) {
        return random.nextInt(6) == 0 ? null : key(random);
    }

    static boolean isBetween(String key, String from, String to) {
        return (from == null || key.compareTo(from) >= 0) && (to == null || key.compareTo(to) <= 0);
    }

    static <T> Comparator<T> directed(Comparator<T> order, boolean forward) {
        return forward ? order : order.reversed();
    }
}
