package dev.millrace.stores;

import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.SessionStore;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A user's own session store of bytes, as a table. */
final class UserSessionEngine extends UserTimeEngine {

    private final SessionStore<Bytes, byte[]> store;

    UserSessionEngine(SessionStore<Bytes, byte[]> store) {
        super(store, RowLayout.SESSION);
        this.store = store;
    }

    @Override
    ByteCursor rows(RowRange range, boolean forward, boolean byTime) {
        if (byTime) {
            return cursor(store.findSessions(range.fromMs(), range.toMs()));
        }
        byte[] keyFrom = range.keyFrom();
        byte[] keyTo = range.keyTo();
        long earliestEndMs = range.fromMs();
        long latestStartMs = range.maxSecond();
        boolean anyTime = earliestEndMs <= 0 && latestStartMs == Long.MAX_VALUE;
        Bytes first = keyFrom == null ? null : Bytes.wrap(keyFrom);
        if (range.isOneKey() && first != null) {
            if (anyTime) {
                return cursor(forward ? store.fetch(first) : store.backwardFetch(first));
            }
            return cursor(
                    forward
                            ? store.findSessions(first, earliestEndMs, latestStartMs)
                            : store.backwardFindSessions(first, earliestEndMs, latestStartMs));
        }
        Bytes last = keyTo == null ? null : Bytes.wrap(keyTo);
        if (anyTime) {
            return cursor(forward ? store.fetch(first, last) : store.backwardFetch(first, last));
        }
        return cursor(
                forward
                        ? store.findSessions(first, last, earliestEndMs, latestStartMs)
                        : store.backwardFindSessions(first, last, earliestEndMs, latestStartMs));
    }

    @Override
    ByteCursor everything() {
        return cursor(store.fetch((Bytes) null, null));
    }

    @Override
    long timeOf(Window window) {
        return window.end();
    }

    @Override
    long secondOf(Window window) {
        return window.start();
    }

    @Override
    byte @Nullable [] get(Bytes key, long timeMs, long second) {
        return store.fetchSession(key, second, timeMs);
    }

    @Override
    void put(Bytes key, long timeMs, long second, byte @Nullable [] value) {
        Windowed<Bytes> session = new Windowed<>(key, new SessionWindow(second, timeMs));
        if (value == null) {
            store.remove(session);
        } else {
            store.put(session, value);
        }
    }
}
