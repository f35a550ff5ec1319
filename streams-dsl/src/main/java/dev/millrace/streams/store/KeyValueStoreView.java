package dev.millrace.streams.store;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store seen through a {@link ValueView}.
 *
 * @param <K> type of the keys
 * @param <I> values of the store
 * @param <O> values as they are seen
 */
public class KeyValueStoreView<K, I, O> extends StoreView<K, I, O> implements KeyValueStore<K, O> {

    private final KeyValueStore<K, I> inner;

    /**
     * A view of a store, which it may stand for from now on.
     *
     * @param inner the store; closing the view closes it
     * @param view how values look, and what is stored for them
     */
    public KeyValueStoreView(KeyValueStore<K, I> inner, ValueView<I, O> view) {
        super(inner, view);
        this.inner = inner;
    }

    /**
     * A store with headers as operators want it that do not know of headers.
     *
     * @param <K> type of the keys
     * @param <V> type of the values, without timestamps
     * @param store keeps the headers; what is put through the view has none
     * @return a view of the store
     */
    public static <K, V> TimestampedKeyValueStore<K, V> timestamped(TimestampedKeyValueStoreWithHeaders<K, V> store) {
        return new Timestamped<>(store);
    }

    /**
     * A store with timestamps as operators want it: what keeps headers is seen without them.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values, without timestamps; not checked
     * @param store with timestamps, or with timestamps and headers
     * @return the store itself if it keeps no headers, else a view of it
     */
    @SuppressWarnings("unchecked") // the operator says which types its own store has
    public static <K, V> TimestampedKeyValueStore<K, V> withoutHeaders(StateStore store) {
        return store instanceof TimestampedKeyValueStoreWithHeaders
                ? timestamped((TimestampedKeyValueStoreWithHeaders<K, V>) store)
                : (TimestampedKeyValueStore<K, V>) store;
    }

    private static final class Timestamped<K, V>
            extends KeyValueStoreView<K, ValueTimestampHeaders<V>, ValueAndTimestamp<V>>
            implements TimestampedKeyValueStore<K, V> {
        Timestamped(TimestampedKeyValueStoreWithHeaders<K, V> store) {
            super(store, ValueView.withoutHeaders());
        }
    }

    @Override
    public void put(K key, @Nullable O value) {
        inner.put(key, view.stored(value));
    }

    @Override
    public @Nullable O putIfAbsent(K key, @Nullable O value) {
        return view.seen(inner.putIfAbsent(key, view.stored(value)));
    }

    @Override
    public void putAll(List<KeyValue<K, O>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public @Nullable O delete(K key) {
        return view.seen(inner.delete(key));
    }

    @Override
    public @Nullable O get(K key) {
        return view.seen(inner.get(key));
    }

    @Override
    public KeyValueIterator<K, O> range(@Nullable K from, @Nullable K to) {
        return seen(inner.range(from, to));
    }

    @Override
    public KeyValueIterator<K, O> reverseRange(@Nullable K from, @Nullable K to) {
        return seen(inner.reverseRange(from, to));
    }

    @Override
    public KeyValueIterator<K, O> all() {
        return seen(inner.all());
    }

    @Override
    public KeyValueIterator<K, O> reverseAll() {
        return seen(inner.reverseAll());
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<K, O> prefixScan(P prefix, PS prefixKeySerializer) {
        return seen(inner.prefixScan(prefix, prefixKeySerializer));
    }

    @Override
    public long approximateNumEntries() {
        return inner.approximateNumEntries();
    }
}
