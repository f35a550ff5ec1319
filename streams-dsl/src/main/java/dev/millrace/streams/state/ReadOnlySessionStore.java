package dev.millrace.streams.state;

import dev.millrace.streams.kstream.Windowed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session store for reading: aggregates by key and session, a session being an interval of time of any length.
 * Sessions older than the store's retention are not shown. Safe for any thread.
 *
 * <p>A search for sessions finds those that overlap an interval of time: they end at or after its start and start at or
 * before its end. Queries that a store has not implemented throw {@link UnsupportedOperationException}, the default of
 * most.
 *
 * @param <K> type of the keys
 * @param <AGG> type of the aggregates
 */
public interface ReadOnlySessionStore<K, AGG> {
    /**
     * The sessions of a key that overlap an interval, earliest first.
     *
     * @param key the key, not null
     * @param earliestSessionEndTime sessions must not end before this, milliseconds since 1970
     * @param latestSessionStartTime sessions must not start after this, milliseconds since 1970
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> findSessions(
            K key, long earliestSessionEndTime, long latestSessionStartTime) {
        throw UnsupportedQuery.of(this, "findSessions");
    }

    /**
     * The sessions of a key that overlap an interval, earliest first.
     *
     * @param key the key, not null
     * @param earliestSessionEndTime sessions must not end before this
     * @param latestSessionStartTime sessions must not start after this
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> findSessions(
            K key, Instant earliestSessionEndTime, Instant latestSessionStartTime) {
        throw UnsupportedQuery.of(this, "findSessions");
    }

    /**
     * The sessions of a key that overlap an interval, latest first.
     *
     * @param key the key, not null
     * @param earliestSessionEndTime sessions must not end before this, milliseconds since 1970
     * @param latestSessionStartTime sessions must not start after this, milliseconds since 1970
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> backwardFindSessions(
            K key, long earliestSessionEndTime, long latestSessionStartTime) {
        throw UnsupportedQuery.of(this, "backwardFindSessions");
    }

    /**
     * The sessions of a key that overlap an interval, latest first.
     *
     * @param key the key, not null
     * @param earliestSessionEndTime sessions must not end before this
     * @param latestSessionStartTime sessions must not start after this
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> backwardFindSessions(
            K key, Instant earliestSessionEndTime, Instant latestSessionStartTime) {
        throw UnsupportedQuery.of(this, "backwardFindSessions");
    }

    /**
     * The sessions of a range of keys that overlap an interval.
     *
     * @param keyFrom the first key, included; null for no lower limit
     * @param keyTo the last key, included; null for no upper limit
     * @param earliestSessionEndTime sessions must not end before this, milliseconds since 1970
     * @param latestSessionStartTime sessions must not start after this, milliseconds since 1970
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> findSessions(
            @Nullable K keyFrom, @Nullable K keyTo, long earliestSessionEndTime, long latestSessionStartTime) {
        throw UnsupportedQuery.of(this, "findSessions");
    }

    /**
     * The sessions of a range of keys that overlap an interval.
     *
     * @param keyFrom the first key, included; null for no lower limit
     * @param keyTo the last key, included; null for no upper limit
     * @param earliestSessionEndTime sessions must not end before this
     * @param latestSessionStartTime sessions must not start after this
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> findSessions(
            @Nullable K keyFrom, @Nullable K keyTo, Instant earliestSessionEndTime, Instant latestSessionStartTime) {
        throw UnsupportedQuery.of(this, "findSessions");
    }

    /**
     * The sessions of a range of keys that overlap an interval, in reverse order.
     *
     * @param keyFrom the lowest key, included; null for no lower limit
     * @param keyTo the highest key, included; null for no upper limit
     * @param earliestSessionEndTime sessions must not end before this, milliseconds since 1970
     * @param latestSessionStartTime sessions must not start after this, milliseconds since 1970
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> backwardFindSessions(
            @Nullable K keyFrom, @Nullable K keyTo, long earliestSessionEndTime, long latestSessionStartTime) {
        throw UnsupportedQuery.of(this, "backwardFindSessions");
    }

    /**
     * The sessions of a range of keys that overlap an interval, in reverse order.
     *
     * @param keyFrom the lowest key, included; null for no lower limit
     * @param keyTo the highest key, included; null for no upper limit
     * @param earliestSessionEndTime sessions must not end before this
     * @param latestSessionStartTime sessions must not start after this
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> backwardFindSessions(
            @Nullable K keyFrom, @Nullable K keyTo, Instant earliestSessionEndTime, Instant latestSessionStartTime) {
        throw UnsupportedQuery.of(this, "backwardFindSessions");
    }

    /**
     * The aggregate of one session.
     *
     * @param key the key, not null
     * @param sessionStartTime when the session starts, milliseconds since 1970
     * @param sessionEndTime when it ends, milliseconds since 1970
     * @return the aggregate; null if there is no session with exactly these limits
     */
    default @Nullable AGG fetchSession(K key, long sessionStartTime, long sessionEndTime) {
        throw UnsupportedQuery.of(this, "fetchSession");
    }

    /**
     * The aggregate of one session.
     *
     * @param key the key, not null
     * @param sessionStartTime when the session starts
     * @param sessionEndTime when it ends
     * @return the aggregate; null if there is no session with exactly these limits
     */
    default @Nullable AGG fetchSession(K key, Instant sessionStartTime, Instant sessionEndTime) {
        throw UnsupportedQuery.of(this, "fetchSession");
    }

    /**
     * All sessions of a key, earliest first.
     *
     * @param key the key, not null
     * @return an iterator to be closed
     * @throws NullPointerException if the key is null
     */
    KeyValueIterator<Windowed<K>, AGG> fetch(K key);

    /**
     * All sessions of a key, latest first.
     *
     * @param key the key, not null
     * @return an iterator to be closed
     * @throws NullPointerException if the key is null
     */
    default KeyValueIterator<Windowed<K>, AGG> backwardFetch(K key) {
        throw UnsupportedQuery.of(this, "backwardFetch");
    }

    /**
     * All sessions of a range of keys.
     *
     * @param keyFrom the first key, included; null for no lower limit
     * @param keyTo the last key, included; null for no upper limit
     * @return an iterator to be closed
     */
    KeyValueIterator<Windowed<K>, AGG> fetch(@Nullable K keyFrom, @Nullable K keyTo);

    /**
     * All sessions of a range of keys, in reverse order.
     *
     * @param keyFrom the lowest key, included; null for no lower limit
     * @param keyTo the highest key, included; null for no upper limit
     * @return an iterator to be closed
     */
    default KeyValueIterator<Windowed<K>, AGG> backwardFetch(@Nullable K keyFrom, @Nullable K keyTo) {
        throw UnsupportedQuery.of(this, "backwardFetch");
    }
}
