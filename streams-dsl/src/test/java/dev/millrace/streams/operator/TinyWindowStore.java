package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** A list of windows, sorted when asked; with duplicates, or the last value of each key and window. */
class TinyWindowStore<V> extends Tiny implements WindowStore<String, V> {

    private record Entry<V>(String key, long startMs, V value) {}

    private final List<Entry<V>> entries = new ArrayList<>();
    private final boolean duplicates;

    TinyWindowStore(String name, boolean duplicates) {
        super(name);
        this.duplicates = duplicates;
    }

    /** The store of a windowed aggregation. */
    static final class Timestamped extends TinyWindowStore<ValueAndTimestamp<Object>>
            implements TimestampedWindowStore<String, Object> {
        Timestamped(String name) {
            super(name, false);
        }
    }

    @Override
    public void put(String key, V value, long startMs) {
        if (!duplicates) {
            entries.removeIf(entry -> entry.startMs == startMs && entry.key.equals(key));
        }
        if (value != null) {
            entries.add(new Entry<>(key, startMs, value));
        }
    }

    @Override
    public V fetch(String key, long startMs) {
        return entries.stream()
                .filter(entry -> entry.startMs == startMs && Objects.equals(entry.key, key))
                .map(Entry::value)
                .findFirst()
                .orElse(null);
    }

    @Override
    public WindowStoreIterator<V> fetch(String key, long fromMs, long toMs) {
        return new OverTimes<>(entries.stream()
                .filter(entry -> entry.key.equals(key) && entry.startMs >= fromMs && entry.startMs <= toMs)
                .sorted(Comparator.comparingLong(Entry::startMs))
                .map(entry -> KeyValue.pair(entry.startMs, entry.value))
                .toList());
    }

    @Override
    public KeyValueIterator<Windowed<String>, V> fetch(String from, String to, long fromMs, long toMs) {
        throw unused();
    }

    @Override
    public KeyValueIterator<Windowed<String>, V> fetchAll(long fromMs, long toMs) {
        throw unused();
    }

    @Override
    public KeyValueIterator<Windowed<String>, V> all() {
        throw unused();
    }
}
