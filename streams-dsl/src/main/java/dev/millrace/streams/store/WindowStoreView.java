package dev.millrace.streams.store;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.TimestampedWindowStoreWithHeaders;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * A window store seen through a {@link ValueView}.
 *
 * @param <K> type of the keys
 * @param <I> values of the store
 * @param <O> values as they are seen
 */
public class WindowStoreView<K, I, O> extends StoreView<Windowed<K>, I, O> implements WindowStore<K, O> {

    private final WindowStore<K, I> inner;

    /**
     * A view of a store, which it may stand for from now on.
     *
     * @param inner the store; closing the view closes it
     * @param view how values look, and what is stored for them
     */
    public WindowStoreView(WindowStore<K, I> inner, ValueView<I, O> view) {
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
    public static <K, V> TimestampedWindowStore<K, V> timestamped(TimestampedWindowStoreWithHeaders<K, V> store) {
        return new Timestamped<>(store);
    }

    /**
     * The store of a windowed table as operators want it: what keeps headers is seen without them.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values, without timestamps; not checked
     * @param store with timestamps, or with timestamps and headers
     * @return the store itself if it keeps no headers, else a view of it
     */
    @SuppressWarnings("unchecked") // the operator says which types its own store has
    public static <K, V> TimestampedWindowStore<K, V> withoutHeaders(StateStore store) {
        return store instanceof TimestampedWindowStoreWithHeaders
                ? timestamped((TimestampedWindowStoreWithHeaders<K, V>) store)
                : (TimestampedWindowStore<K, V>) store;
    }

    private static final class Timestamped<K, V>
            extends WindowStoreView<K, ValueTimestampHeaders<V>, ValueAndTimestamp<V>>
            implements TimestampedWindowStore<K, V> {
        Timestamped(TimestampedWindowStoreWithHeaders<K, V> store) {
            super(store, ValueView.withoutHeaders());
        }
    }

    @Override
    public void put(K key, @Nullable O value, long windowStartTimestamp) {
        inner.put(key, view.stored(value), windowStartTimestamp);
    }

    @Override
    public @Nullable O fetch(K key, long time) {
        return view.seen(inner.fetch(key, time));
    }

    @Override
    public WindowStoreIterator<O> fetch(K key, long timeFrom, long timeTo) {
        return seen(inner.fetch(key, timeFrom, timeTo));
    }

    @Override
    public WindowStoreIterator<O> backwardFetch(K key, long timeFrom, long timeTo) {
        return seen(inner.backwardFetch(key, timeFrom, timeTo));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> fetch(@Nullable K keyFrom, @Nullable K keyTo, long timeFrom, long timeTo) {
        return seen(inner.fetch(keyFrom, keyTo, timeFrom, timeTo));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> backwardFetch(
            @Nullable K keyFrom, @Nullable K keyTo, long timeFrom, long timeTo) {
        return seen(inner.backwardFetch(keyFrom, keyTo, timeFrom, timeTo));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> fetchAll(long timeFrom, long timeTo) {
        return seen(inner.fetchAll(timeFrom, timeTo));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> backwardFetchAll(long timeFrom, long timeTo) {
        return seen(inner.backwardFetchAll(timeFrom, timeTo));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> all() {
        return seen(inner.all());
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> backwardAll() {
        return seen(inner.backwardAll());
    }
}
