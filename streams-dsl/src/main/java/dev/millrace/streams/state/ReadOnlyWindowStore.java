package dev.millrace.streams.state;

import dev.millrace.streams.kstream.Windowed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A window store for reading: values by key and window start. Windows older than the store's retention, counted back
 * from the highest window start put so far, are not shown. Safe for any thread.
 *
 * <p>Times are window starts, both limits included. An instant that cannot be counted in milliseconds is an
 * {@link IllegalArgumentException}.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface ReadOnlyWindowStore<K, V> {
    /**
     * The value of one window.
     *
     * @param key the key, not null
     * @param time the window's start, milliseconds since 1970
     * @return the value, null if there is none
     * @throws NullPointerException if the key is null
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    @Nullable
    V fetch(K key, long time);

    /**
     * The windows of one key, earliest first.
     *
     * @param key the key, not null
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws IllegalArgumentException if a time cannot be counted in milliseconds
     */
    WindowStoreIterator<V> fetch(K key, Instant timeFrom, Instant timeTo) throws IllegalArgumentException;

    /**
     * The windows of one key, latest first.
     *
     * @param key the key, not null
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws IllegalArgumentException if a time cannot be counted in milliseconds
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default WindowStoreIterator<V> backwardFetch(K key, Instant timeFrom, Instant timeTo)
            throws IllegalArgumentException {
        throw UnsupportedQuery.of(this, "backwardFetch");
    }

    /**
     * The windows of a range of keys.
     *
     * @param keyFrom the first key, included; null for no lower limit
     * @param keyTo the last key, included; null for no upper limit
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws IllegalArgumentException if a time cannot be counted in milliseconds
     */
    KeyValueIterator<Windowed<K>, V> fetch(@Nullable K keyFrom, @Nullable K keyTo, Instant timeFrom, Instant timeTo)
            throws IllegalArgumentException;

    /**
     * The windows of a range of keys, in reverse order.
     *
     * @param keyFrom the lowest key, included; null for no lower limit
     * @param keyTo the highest key, included; null for no upper limit
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws IllegalArgumentException if a time cannot be counted in milliseconds
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default KeyValueIterator<Windowed<K>, V> backwardFetch(
            @Nullable K keyFrom, @Nullable K keyTo, Instant timeFrom, Instant timeTo) throws IllegalArgumentException {
        throw UnsupportedQuery.of(this, "backwardFetch");
    }

    /**
     * The windows of all keys.
     *
     * @return an iterator to be closed
     */
    KeyValueIterator<Windowed<K>, V> all();

    /**
     * The windows of all keys, in reverse order.
     *
     * @return an iterator to be closed
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default KeyValueIterator<Windowed<K>, V> backwardAll() {
        throw UnsupportedQuery.of(this, "backwardAll");
    }

    /**
     * The windows of all keys within a range of time.
     *
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws IllegalArgumentException if a time cannot be counted in milliseconds
     */
    KeyValueIterator<Windowed<K>, V> fetchAll(Instant timeFrom, Instant timeTo) throws IllegalArgumentException;

    /**
     * The windows of all keys within a range of time, in reverse order.
     *
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws IllegalArgumentException if a time cannot be counted in milliseconds
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default KeyValueIterator<Windowed<K>, V> backwardFetchAll(Instant timeFrom, Instant timeTo)
            throws IllegalArgumentException {
        throw UnsupportedQuery.of(this, "backwardFetchAll");
    }
}
