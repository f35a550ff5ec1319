package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.FlushListener;
import dev.millrace.streams.store.WriteBackStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A map. With caching, it hands out one update for each key when it is told to. */
final class TinyKeyValueStore extends Tiny
        implements TimestampedKeyValueStore<String, Object>, WriteBackStore<String, ValueAndTimestamp<Object>> {

    private final Map<String, ValueAndTimestamp<Object>> values = new LinkedHashMap<>();
    private final Map<String, ValueAndTimestamp<Object>> before = new LinkedHashMap<>();
    private final boolean caching;
    private FlushListener<String, ValueAndTimestamp<Object>> listener;

    TinyKeyValueStore(String name, boolean caching) {
        super(name);
        this.caching = caching;
    }

    static TinyKeyValueStore named(String name) {
        return new TinyKeyValueStore(name, false);
    }

    @Override
    public boolean setFlushListener(FlushListener<String, ValueAndTimestamp<Object>> listener, boolean sendOldValues) {
        this.listener = listener;
        return caching;
    }

    void flush() {
        before.forEach((key, old) -> listener.apply(key, values.get(key), old, 0, new RecordHeaders()));
        before.clear();
    }

    @Override
    public ValueAndTimestamp<Object> get(String key) {
        return values.get(key);
    }

    @Override
    Tiny empty() {
        return new TinyKeyValueStore(name(), caching);
    }

    @Override
    public void put(String key, ValueAndTimestamp<Object> value) {
        this.<TinyKeyValueStore>change(
                value == null ? "- " + key : "+ " + key + " " + text(value), store -> store.put(key, value));
        if (!before.containsKey(key)) {
            before.put(key, values.get(key));
        }
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    @Override
    public ValueAndTimestamp<Object> putIfAbsent(String key, ValueAndTimestamp<Object> value) {
        throw unused();
    }

    @Override
    public void putAll(List<KeyValue<String, ValueAndTimestamp<Object>>> entries) {
        throw unused();
    }

    @Override
    public ValueAndTimestamp<Object> delete(String key) {
        throw unused();
    }

    @Override
    public KeyValueIterator<String, ValueAndTimestamp<Object>> range(String from, String to) {
        throw unused();
    }

    @Override
    public KeyValueIterator<String, ValueAndTimestamp<Object>> all() {
        throw unused();
    }

    @Override
    public long approximateNumEntries() {
        return values.size();
    }
}
