package dev.millrace.stores;

import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A user's own window store of bytes, as a table. It numbers duplicates itself, if it keeps them: its rows all have the
 * number 0.
 */
final class UserWindowEngine extends UserTimeEngine {

    private final WindowStore<Bytes, byte[]> store;

    UserWindowEngine(WindowStore<Bytes, byte[]> store) {
        super(store, RowLayout.WINDOW);
        this.store = store;
    }

    @Override
    ByteCursor rows(RowRange range, boolean forward, boolean byTime) {
        byte[] keyFrom = range.keyFrom();
        byte[] keyTo = range.keyTo();
        long fromMs = range.fromMs();
        long toMs = range.toMs();
        if (range.isOneKey() && keyFrom != null) {
            Bytes key = Bytes.wrap(keyFrom);
            WindowStoreIterator<byte[]> values =
                    forward ? store.fetch(key, fromMs, toMs) : store.backwardFetch(key, fromMs, toMs);
            return new UserCursor<>(values, any -> true, startMs -> tableKey(keyFrom, startMs, 0), this::given);
        }
        if (keyFrom != null || keyTo != null) {
            Bytes first = keyFrom == null ? null : Bytes.wrap(keyFrom);
            Bytes last = keyTo == null ? null : Bytes.wrap(keyTo);
            return cursor(
                    forward ? store.fetch(first, last, fromMs, toMs) : store.backwardFetch(first, last, fromMs, toMs));
        }
        if (fromMs == Long.MIN_VALUE && toMs == Long.MAX_VALUE) {
            return cursor(forward ? store.all() : store.backwardAll());
        }
        return cursor(forward ? store.fetchAll(fromMs, toMs) : store.backwardFetchAll(fromMs, toMs));
    }

    @Override
    ByteCursor everything() {
        return cursor(store.all());
    }

    @Override
    long timeOf(Window window) {
        return window.start();
    }

    @Override
    long secondOf(Window window) {
        return 0;
    }

    @Override
    byte @Nullable [] get(Bytes key, long timeMs, long second) {
        return store.fetch(key, timeMs);
    }

    @Override
    void put(Bytes key, long timeMs, long second, byte @Nullable [] value) {
        store.put(key, value, timeMs);
    }
}
