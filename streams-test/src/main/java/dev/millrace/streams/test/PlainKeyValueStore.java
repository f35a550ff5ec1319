package dev.millrace.streams.test;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A store with timestamps, seen without them. What is put through it has no known time. */
final class PlainKeyValueStore<K, V> implements KeyValueStore<K, V> {

    private static final long NO_TIMESTAMP = -1;

    private final TimestampedKeyValueStore<K, V> inner;

    PlainKeyValueStore(TimestampedKeyValueStore<K, V> inner) {
        this.inner = inner;
    }

    private static <V> @Nullable ValueAndTimestamp<V> stamped(@Nullable V value) {
        return ValueAndTimestamp.make(value, NO_TIMESTAMP);
    }

    @Override
    public void put(K key, @Nullable V value) {
        inner.put(key, stamped(value));
    }

    @Override
    public @Nullable V putIfAbsent(K key, @Nullable V value) {
        return ValueAndTimestamp.getValueOrNull(inner.putIfAbsent(key, stamped(value)));
    }

    @Override
    public void putAll(List<KeyValue<K, V>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public @Nullable V delete(K key) {
        return ValueAndTimestamp.getValueOrNull(inner.delete(key));
    }

    @Override
    public @Nullable V get(K key) {
        return ValueAndTimestamp.getValueOrNull(inner.get(key));
    }

    @Override
    public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
        return new PlainIterator<>(inner.range(from, to));
    }

    @Override
    public KeyValueIterator<K, V> reverseRange(@Nullable K from, @Nullable K to) {
        return new PlainIterator<>(inner.reverseRange(from, to));
    }

    @Override
    public KeyValueIterator<K, V> all() {
        return new PlainIterator<>(inner.all());
    }

    @Override
    public KeyValueIterator<K, V> reverseAll() {
        return new PlainIterator<>(inner.reverseAll());
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<K, V> prefixScan(P prefix, PS prefixKeySerializer) {
        return new PlainIterator<>(inner.prefixScan(prefix, prefixKeySerializer));
    }

    @Override
    public long approximateNumEntries() {
        return inner.approximateNumEntries();
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public void init(StateStoreContext stateStoreContext, StateStore root) {
        inner.init(stateStoreContext, root);
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public boolean persistent() {
        return inner.persistent();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }
}
