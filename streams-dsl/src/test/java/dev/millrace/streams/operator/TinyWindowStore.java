package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.TimeWindow;
import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** A list of windows of 10 ms, sorted when asked; with duplicates, or the last value of each key and window. */
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

        @Override
        Tiny empty() {
            return new Timestamped(name());
        }
    }

    /** Hands out copies of lists, as a store that serialises does. */
    static final class Copying extends TinyWindowStore<ValueAndTimestamp<Object>>
            implements TimestampedWindowStore<String, Object> {
        Copying(String name) {
            super(name, false);
        }

        @Override
        Tiny empty() {
            return new Copying(name());
        }

        @Override
        public void put(String key, ValueAndTimestamp<Object> value, long startMs) {
            super.put(key, copy(value), startMs);
        }

        @Override
        public ValueAndTimestamp<Object> fetch(String key, long startMs) {
            return copy(super.fetch(key, startMs));
        }

        @Override
        public WindowStoreIterator<ValueAndTimestamp<Object>> fetch(String key, long fromMs, long toMs) {
            List<KeyValue<Long, ValueAndTimestamp<Object>>> found = new ArrayList<>();
            super.fetch(key, fromMs, toMs)
                    .forEachRemaining(entry -> found.add(KeyValue.pair(entry.key, copy(entry.value))));
            return new OverTimes<>(found);
        }

        private static ValueAndTimestamp<Object> copy(ValueAndTimestamp<Object> list) {
            return list == null
                    ? null
                    : ValueAndTimestamp.make(new ArrayList<>((List<?>) list.value()), list.timestamp());
        }
    }

    @Override
    Tiny empty() {
        return new TinyWindowStore<V>(name(), duplicates);
    }

    @Override
    public void put(String key, V value, long startMs) {
        String window = "[" + key + "@" + startMs + "]";
        this.<TinyWindowStore<V>>change(
                value == null ? "- " + window : "+ " + window + " " + text(value),
                store -> store.put(key, value, startMs));
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
    public WindowStoreIterator<V> backwardFetch(String key, long fromMs, long toMs) {
        List<KeyValue<Long, V>> found = new ArrayList<>();
        fetch(key, fromMs, toMs).forEachRemaining(found::add);
        Collections.reverse(found);
        return new OverTimes<>(found);
    }

    @Override
    public KeyValueIterator<Windowed<String>, V> fetch(String from, String to, long fromMs, long toMs) {
        throw unused();
    }

    @Override
    public KeyValueIterator<Windowed<String>, V> fetchAll(long fromMs, long toMs) {
        return new Over<>(entries.stream()
                .filter(entry -> entry.startMs >= fromMs && entry.startMs <= toMs)
                .sorted(Comparator.comparing(Entry::key))
                .map(entry -> KeyValue.pair(
                        new Windowed<>(entry.key, (Window) new TimeWindow(entry.startMs, entry.startMs + 10)),
                        entry.value))
                .toList());
    }

    @Override
    public KeyValueIterator<Windowed<String>, V> all() {
        throw unused();
    }
}
