package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.SessionBytesStoreSupplier;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.store.SessionStoreSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session store: aggregates by key, start and end of a session, in the order of their ends. Plain aggregates; {@link
 * LiveSessionStoreWithHeaders} keeps headers with each.
 */
class LiveSessionStore<K, V> extends TimelineStore<K, V> implements SessionStore<K, V> {

    private final SessionStoreSpec<K, ?> spec;

    LiveSessionStore(SessionStoreSpec<K, ?> spec, String kind) {
        super(
                spec.name(),
                kind,
                spec.persistent(),
                spec.retentionMs(),
                spec.segmentIntervalMs(),
                spec.options(),
                RowLayout.SESSION,
                userEngine(spec));
        this.spec = spec;
    }

    private static @Nullable UserTimeEngine userEngine(SessionStoreSpec<?, ?> spec) {
        SessionBytesStoreSupplier supplier = spec.customEngine();
        return supplier == null ? null : new UserSessionEngine(supplier.get());
    }

    static <K, V> LiveSessionStore<K, V> plain(SessionStoreSpec<K, V> spec) {
        return new LiveSessionStore<>(spec, "ses");
    }

    @Override
    @SuppressWarnings("unchecked") // a plain store's spec has the serde of V itself
    ValueCodec<V> bind(StoreBinding binding) {
        bindSessionKeys(binding);
        return ValueCodec.plain(
                binding.valueSerde(((SessionStoreSpec<K, V>) spec).valueSerde()),
                binding.topic(),
                options().liveValues());
    }

    final void bindSessionKeys(StoreBinding binding) {
        bindKeys(binding, spec.keySerde(), true);
    }

    @Override
    final Windowed<K> windowed(K key, long endMs, long startMs) {
        return new Windowed<>(key, new SessionWindow(startMs, endMs));
    }

    @Override
    final String metricsScope() {
        SessionBytesStoreSupplier supplier = spec.customEngine();
        return supplier != null ? supplier.metricsScope() : persistent() ? "rocksdb-session" : "in-memory-session";
    }

    // ---- one key

    @Override
    public void put(Windowed<K> sessionKey, @Nullable V aggregate) {
        ensureOpen();
        long endMs = sessionKey.window().end();
        observe(endMs);
        if (endMs < minLiveMs()) {
            dropLate(sessionKey.key(), endMs, sessionKey.window().start(), aggregate);
            return;
        }
        Object held = held(aggregate);
        Timeline line = findLine(sessionKey.key(), endMs, true);
        if (line == null) {
            throw new IllegalStateException(name());
        }
        set(slot(line, endMs, sessionKey.window().start()), aggregate, held);
    }

    @Override
    public void remove(Windowed<K> sessionKey) {
        ensureOpen();
        long endMs = sessionKey.window().end();
        observe(endMs);
        if (endMs >= minLiveMs()) { // what has expired is gone
            put(sessionKey, null);
        }
    }

    @Override
    public @Nullable V fetchSession(K key, long sessionStartTime, long sessionEndTime) {
        ensureOpen();
        Timeline line = findLine(key, sessionEndTime, false);
        if (line == null || sessionEndTime < minLiveMs()) {
            return null;
        }
        return valueAt(line, sessionEndTime, sessionStartTime);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> findSessions(
            K key, long earliestSessionEndTime, long latestSessionStartTime) {
        return sessionsOf(key, earliestSessionEndTime, latestSessionStartTime, true);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> backwardFindSessions(
            K key, long earliestSessionEndTime, long latestSessionStartTime) {
        return sessionsOf(key, earliestSessionEndTime, latestSessionStartTime, false);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> fetch(K key) {
        return sessionsOf(key, 0, Long.MAX_VALUE, true);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> backwardFetch(K key) {
        return sessionsOf(key, 0, Long.MAX_VALUE, false);
    }

    private KeyValueIterator<Windowed<K>, V> sessionsOf(
            K key, long earliestEndMs, long latestStartMs, boolean forward) {
        ensureOpen();
        if (isUsers()) {
            return rows(rangeOf(key, earliestEndMs, Long.MAX_VALUE, latestStartMs), forward, false);
        }
        Timeline line = findLine(key, Math.max(earliestEndMs, minLiveMs()), false);
        long fromMs = Math.max(earliestEndMs, minLiveMs());
        List<Slot> found = new ArrayList<>(4);
        List<Object> held = new ArrayList<>(4);
        if (line != null) {
            load(line, fromMs);
            int size = line.size();
            for (int i = line.firstFrom(fromMs); i < size; i++) {
                Slot slot = line.at(i);
                Object value = codec().snapshot(slot.value);
                if (value != null && slot.second <= latestStartMs) {
                    found.add(slot);
                    held.add(value);
                }
            }
        }
        if (!forward) {
            Collections.reverse(found);
            Collections.reverse(held);
        }
        return new Sessions(found, held);
    }

    /** Sessions of one key, as they were when the iterator was made. */
    private final class Sessions extends CopyIterator implements KeyValueIterator<Windowed<K>, V> {

        private final List<Slot> slots;
        private final List<Object> held;

        Sessions(List<Slot> slots, List<Object> held) {
            super(LiveSessionStore.this, slots.size());
            this.slots = slots;
            this.held = held;
        }

        @Override
        public Windowed<K> peekNextKey() {
            return userKey(slots.get(peek()));
        }

        @Override
        public KeyValue<Windowed<K>, V> next() {
            int at = take();
            return new KeyValue<>(userKey(slots.get(at)), codec().unhold(held.get(at)));
        }
    }

    // ---- many keys

    @Override
    public KeyValueIterator<Windowed<K>, V> findSessions(
            @Nullable K keyFrom, @Nullable K keyTo, long earliestSessionEndTime, long latestSessionStartTime) {
        return sessions(keyFrom, keyTo, earliestSessionEndTime, latestSessionStartTime, true);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> backwardFindSessions(
            @Nullable K keyFrom, @Nullable K keyTo, long earliestSessionEndTime, long latestSessionStartTime) {
        return sessions(keyFrom, keyTo, earliestSessionEndTime, latestSessionStartTime, false);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> fetch(@Nullable K keyFrom, @Nullable K keyTo) {
        return sessions(keyFrom, keyTo, 0, Long.MAX_VALUE, true);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> backwardFetch(@Nullable K keyFrom, @Nullable K keyTo) {
        return sessions(keyFrom, keyTo, 0, Long.MAX_VALUE, false);
    }

    private KeyValueIterator<Windowed<K>, V> sessions(
            @Nullable K keyFrom, @Nullable K keyTo, long earliestEndMs, long latestStartMs, boolean forward) {
        ensureOpen();
        return rows(range(keyFrom, keyTo, earliestEndMs, Long.MAX_VALUE, latestStartMs), forward, false);
    }

    /** All sessions that end in a span of time, by their end. */
    @Override
    public KeyValueIterator<Windowed<K>, V> findSessions(long earliestSessionEndTime, long latestSessionEndTime) {
        ensureOpen();
        return rows(range(null, null, earliestSessionEndTime, latestSessionEndTime, Long.MAX_VALUE), true, true);
    }
}
