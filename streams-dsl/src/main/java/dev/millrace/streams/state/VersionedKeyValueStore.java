package dev.millrace.streams.state;

import dev.millrace.streams.processor.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store that remembers the past: each put has a time, may come out of order, and takes its place in the
 * history of its key (KIP-889).
 *
 * <p>The history reaches back for the store's history retention, counted from the highest time that was ever put. What
 * is older cannot be changed and is not given any more, except for the latest value of a key, which never goes away by
 * itself.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface VersionedKeyValueStore<K, V> extends StateStore {
    /** What {@link #put} says of a version that no later one limits. */
    long PUT_RETURN_CODE_VALID_TO_UNDEFINED = -1L;

    /** What {@link #put} says when the version was too old and the store is unchanged. */
    long PUT_RETURN_CODE_NOT_PUT = Long.MIN_VALUE;

    /**
     * Sets the value of a key from a time on, up to the next version that is already there; a version of that same time
     * is replaced.
     *
     * @param key not null
     * @param value null: the key has no value from that time on
     * @param timestamp milliseconds since 1970
     * @return the time of the next version; {@link #PUT_RETURN_CODE_VALID_TO_UNDEFINED} if there is none; {@link
     *     #PUT_RETURN_CODE_NOT_PUT} if the time is older than the history retention
     * @throws NullPointerException if the key is null
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    long put(K key, @Nullable V value, long timestamp);

    /**
     * Deletes a key from a time on, as a put of null does.
     *
     * @param key not null
     * @param timestamp milliseconds since 1970
     * @return what {@link #get(Object, long)} gave for that time before; null also if the time is too old and nothing
     *     was done
     * @throws NullPointerException if the key is null
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    @Nullable
    VersionedRecord<V> delete(K key, long timestamp);

    /**
     * The latest version of a key.
     *
     * @param key not null
     * @return null if there is none, or if it is a deletion
     * @throws NullPointerException if the key is null
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    @Nullable
    VersionedRecord<V> get(K key);

    /**
     * The version of a key that was valid at a time. It does not say until when.
     *
     * @param key not null
     * @param asOfTimestamp milliseconds since 1970
     * @return null if there was none then, or if the time is older than the history retention and the latest version is
     *     younger than it
     * @throws NullPointerException if the key is null
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    @Nullable
    VersionedRecord<V> get(K key, long asOfTimestamp);
}
