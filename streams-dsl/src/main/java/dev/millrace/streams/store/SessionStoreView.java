package dev.millrace.streams.store;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A session store seen through a {@link ValueView}.
 *
 * @param <K> type of the keys
 * @param <I> aggregates of the store
 * @param <O> aggregates as they are seen
 */
public final class SessionStoreView<K, I, O> extends StoreView<Windowed<K>, I, O> implements SessionStore<K, O> {

    private final SessionStore<K, I> inner;

    /**
     * A view of a store, which it may stand for from now on.
     *
     * @param inner the store; closing the view closes it
     * @param view how aggregates look, and what is stored for them
     */
    public SessionStoreView(SessionStore<K, I> inner, ValueView<I, O> view) {
        super(inner, view);
        this.inner = inner;
    }

    /**
     * The store of a table of sessions as operators want it: what keeps headers is seen without them.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the aggregates; not checked
     * @param store a session store, with headers or without
     * @return the store itself if it keeps no headers, else a view of it
     */
    @SuppressWarnings("unchecked") // the operator says which types its own store has
    public static <K, V> SessionStore<K, V> withoutHeaders(StateStore store) {
        return store instanceof SessionStoreWithHeaders
                ? new SessionStoreView<>((SessionStoreWithHeaders<K, V>) store, ValueView.ofAggregation())
                : (SessionStore<K, V>) store;
    }

    @Override
    public void put(Windowed<K> sessionKey, @Nullable O aggregate) {
        inner.put(sessionKey, view.stored(aggregate));
    }

    @Override
    public void remove(Windowed<K> sessionKey) {
        inner.remove(sessionKey);
    }

    @Override
    public @Nullable O fetchSession(K key, long sessionStartTime, long sessionEndTime) {
        return view.seen(inner.fetchSession(key, sessionStartTime, sessionEndTime));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> findSessions(long earliestSessionEndTime, long latestSessionEndTime) {
        return seen(inner.findSessions(earliestSessionEndTime, latestSessionEndTime));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> findSessions(
            K key, long earliestSessionEndTime, long latestSessionStartTime) {
        return seen(inner.findSessions(key, earliestSessionEndTime, latestSessionStartTime));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> backwardFindSessions(
            K key, long earliestSessionEndTime, long latestSessionStartTime) {
        return seen(inner.backwardFindSessions(key, earliestSessionEndTime, latestSessionStartTime));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> findSessions(
            @Nullable K keyFrom, @Nullable K keyTo, long earliestSessionEndTime, long latestSessionStartTime) {
        return seen(inner.findSessions(keyFrom, keyTo, earliestSessionEndTime, latestSessionStartTime));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> backwardFindSessions(
            @Nullable K keyFrom, @Nullable K keyTo, long earliestSessionEndTime, long latestSessionStartTime) {
        return seen(inner.backwardFindSessions(keyFrom, keyTo, earliestSessionEndTime, latestSessionStartTime));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> fetch(K key) {
        return seen(inner.fetch(key));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> backwardFetch(K key) {
        return seen(inner.backwardFetch(key));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> fetch(@Nullable K keyFrom, @Nullable K keyTo) {
        return seen(inner.fetch(keyFrom, keyTo));
    }

    @Override
    public KeyValueIterator<Windowed<K>, O> backwardFetch(@Nullable K keyFrom, @Nullable K keyTo) {
        return seen(inner.backwardFetch(keyFrom, keyTo));
    }
}
