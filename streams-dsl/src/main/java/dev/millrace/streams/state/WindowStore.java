package dev.millrace.streams.state;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A store of values by key and window start. All its windows have one size. Writing belongs to the thread of the task.
 * Times are window starts in milliseconds since 1970, both limits included.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface WindowStore<K, V> extends StateStore, ReadOnlyWindowStore<K, V> {
    /**
     * Sets the value of a window. A window that is older than the store's retention is ignored.
     *
     * @param key the key, not null
     * @param value the value; null deletes the window
     * @param windowStartTimestamp the window's start, milliseconds since 1970
     * @throws NullPointerException if the key is null
     */
    void put(K key, @Nullable V value, long windowStartTimestamp);

    /**
     * The windows of one key, earliest first.
     *
     * @param key the key, not null
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     */
    WindowStoreIterator<V> fetch(K key, long timeFrom, long timeTo);

    @Override
    default WindowStoreIterator<V> fetch(K key, Instant timeFrom, Instant timeTo) throws IllegalArgumentException {
        return fetch(key, EpochMillis.of(timeFrom, "timeFrom"), EpochMillis.of(timeTo, "timeTo"));
    }

    /**
     * The windows of one key, latest first.
     *
     * @param key the key, not null
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default WindowStoreIterator<V> backwardFetch(K key, long timeFrom, long timeTo) {
        throw UnsupportedQuery.of(this, "backwardFetch");
    }

    @Override
    default WindowStoreIterator<V> backwardFetch(K key, Instant timeFrom, Instant timeTo)
            throws IllegalArgumentException {
        return backwardFetch(key, EpochMillis.of(timeFrom, "timeFrom"), EpochMillis.of(timeTo, "timeTo"));
    }

    /**
     * The windows of a range of keys.
     *
     * @param keyFrom the first key, included; null for no lower limit
     * @param keyTo the last key, included; null for no upper limit
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     */
    KeyValueIterator<Windowed<K>, V> fetch(@Nullable K keyFrom, @Nullable K keyTo, long timeFrom, long timeTo);

    @Override
    default KeyValueIterator<Windowed<K>, V> fetch(
            @Nullable K keyFrom, @Nullable K keyTo, Instant timeFrom, Instant timeTo) throws IllegalArgumentException {
        return fetch(keyFrom, keyTo, EpochMillis.of(timeFrom, "timeFrom"), EpochMillis.of(timeTo, "timeTo"));
    }

    /**
     * The windows of a range of keys, in reverse order.
     *
     * @param keyFrom the lowest key, included; null for no lower limit
     * @param keyTo the highest key, included; null for no upper limit
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default KeyValueIterator<Windowed<K>, V> backwardFetch(
            @Nullable K keyFrom, @Nullable K keyTo, long timeFrom, long timeTo) {
        throw UnsupportedQuery.of(this, "backwardFetch");
    }

    @Override
    default KeyValueIterator<Windowed<K>, V> backwardFetch(
            @Nullable K keyFrom, @Nullable K keyTo, Instant timeFrom, Instant timeTo) throws IllegalArgumentException {
        return backwardFetch(keyFrom, keyTo, EpochMillis.of(timeFrom, "timeFrom"), EpochMillis.of(timeTo, "timeTo"));
    }

    /**
     * The windows of all keys within a range of time.
     *
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     */
    KeyValueIterator<Windowed<K>, V> fetchAll(long timeFrom, long timeTo);

    @Override
    default KeyValueIterator<Windowed<K>, V> fetchAll(Instant timeFrom, Instant timeTo)
            throws IllegalArgumentException {
        return fetchAll(EpochMillis.of(timeFrom, "timeFrom"), EpochMillis.of(timeTo, "timeTo"));
    }

    /**
     * The windows of all keys within a range of time, in reverse order.
     *
     * @param timeFrom earliest window start
     * @param timeTo latest window start
     * @return an iterator to be closed
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default KeyValueIterator<Windowed<K>, V> backwardFetchAll(long timeFrom, long timeTo) {
        throw UnsupportedQuery.of(this, "backwardFetchAll");
    }

    @Override
    default KeyValueIterator<Windowed<K>, V> backwardFetchAll(Instant timeFrom, Instant timeTo)
            throws IllegalArgumentException {
        return backwardFetchAll(EpochMillis.of(timeFrom, "timeFrom"), EpochMillis.of(timeTo, "timeTo"));
    }
}
