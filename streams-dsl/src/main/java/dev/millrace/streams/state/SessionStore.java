package dev.millrace.streams.state;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A store of aggregates by key and session. Writing belongs to the thread of the task. When sessions merge, the caller
 * removes the old ones and puts the merged one.
 *
 * @param <K> type of the keys
 * @param <AGG> type of the aggregates
 */
public interface SessionStore<K, AGG> extends StateStore, ReadOnlySessionStore<K, AGG> {
    /**
     * Sets the aggregate of a session. A session that is older than the store's retention is ignored.
     *
     * @param sessionKey key, start and end of the session
     * @param aggregate the aggregate; null removes the session
     * @throws NullPointerException if the key is null
     */
    void put(Windowed<K> sessionKey, @Nullable AGG aggregate);

    /**
     * Removes a session.
     *
     * @param sessionKey key, start and end of the session
     * @throws NullPointerException if the key is null
     */
    void remove(Windowed<K> sessionKey);

    /**
     * The sessions of all keys that end within an interval, in the order of their ends.
     *
     * @param earliestSessionEndTime earliest end, milliseconds since 1970, included
     * @param latestSessionEndTime latest end, milliseconds since 1970, included
     * @return an iterator to be closed
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default KeyValueIterator<Windowed<K>, AGG> findSessions(long earliestSessionEndTime, long latestSessionEndTime) {
        throw UnsupportedQuery.of(this, "findSessions");
    }

    @Override
    default KeyValueIterator<Windowed<K>, AGG> findSessions(
            K key, Instant earliestSessionEndTime, Instant latestSessionStartTime) {
        return findSessions(
                key,
                EpochMillis.of(earliestSessionEndTime, "earliestSessionEndTime"),
                EpochMillis.of(latestSessionStartTime, "latestSessionStartTime"));
    }

    @Override
    default KeyValueIterator<Windowed<K>, AGG> backwardFindSessions(
            K key, Instant earliestSessionEndTime, Instant latestSessionStartTime) {
        return backwardFindSessions(
                key,
                EpochMillis.of(earliestSessionEndTime, "earliestSessionEndTime"),
                EpochMillis.of(latestSessionStartTime, "latestSessionStartTime"));
    }

    @Override
    default KeyValueIterator<Windowed<K>, AGG> findSessions(
            @Nullable K keyFrom, @Nullable K keyTo, Instant earliestSessionEndTime, Instant latestSessionStartTime) {
        return findSessions(
                keyFrom,
                keyTo,
                EpochMillis.of(earliestSessionEndTime, "earliestSessionEndTime"),
                EpochMillis.of(latestSessionStartTime, "latestSessionStartTime"));
    }

    @Override
    default KeyValueIterator<Windowed<K>, AGG> backwardFindSessions(
            @Nullable K keyFrom, @Nullable K keyTo, Instant earliestSessionEndTime, Instant latestSessionStartTime) {
        return backwardFindSessions(
                keyFrom,
                keyTo,
                EpochMillis.of(earliestSessionEndTime, "earliestSessionEndTime"),
                EpochMillis.of(latestSessionStartTime, "latestSessionStartTime"));
    }

    @Override
    default @Nullable AGG fetchSession(K key, Instant sessionStartTime, Instant sessionEndTime) {
        return fetchSession(
                key,
                EpochMillis.of(sessionStartTime, "sessionStartTime"),
                EpochMillis.of(sessionEndTime, "sessionEndTime"));
    }
}
