package dev.millrace.streams.store;

import dev.millrace.streams.state.VersionedRecordIterator;

/**
 * A versioned store that gives all versions of a key. An addition to the mirrored API; the versioned stores on the
 * engines of {@code Stores} are of this kind.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface VersionHistory<K, V> {

    /**
     * The versions of a key that were valid at some time of a span, as they are now.
     *
     * @param key not null
     * @param fromMs the first time, inclusive; what is older than the history retention is not given
     * @param toMs the last time, inclusive
     * @param ascending by time, or against it
     * @return to be closed by the caller; empty if none was valid then
     */
    VersionedRecordIterator<V> history(K key, long fromMs, long toMs, boolean ascending);

    /**
     * Where the history begins, ms since the epoch: a put of an earlier time is refused. Moves on with the time of the
     * puts.
     *
     * @return a time that never goes back
     */
    long historyStartMs();
}
