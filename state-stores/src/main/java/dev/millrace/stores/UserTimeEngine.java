package dev.millrace.stores;

import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.KeyValueIterator;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A user's own window or session store of bytes, as a table. It is asked by key and time ({@link #rows}); its table
 * keys are all of segment 0, since it has segments of its own, or none.
 */
abstract class UserTimeEngine extends UserEngine {

    private static final long SEGMENT = 0;

    final RowLayout layout;

    UserTimeEngine(StateStore store, RowLayout layout) {
        super(store);
        this.layout = layout;
    }

    /**
     * The rows of a range, by the method of the user's store that is made for it, in its order.
     *
     * @param byTime of a session store: by the ends of sessions only
     */
    abstract ByteCursor rows(RowRange range, boolean forward, boolean byTime);

    final ByteCursor cursor(KeyValueIterator<Windowed<Bytes>, byte[]> rows) {
        return new UserCursor<>(
                rows,
                any -> true,
                key -> tableKey(key.key().get(), timeOf(key.window()), secondOf(key.window())),
                this::given);
    }

    final byte[] tableKey(byte[] key, long timeMs, long second) {
        return Rows.prefixed(SEGMENT, layout.row(key, timeMs, second));
    }

    abstract long timeOf(Window window);

    abstract long secondOf(Window window);

    @Override
    public final byte @Nullable [] get(byte[] key) {
        return given(get(Bytes.wrap(layout.key(key)), layout.time(key), layout.second(key)));
    }

    abstract byte @Nullable [] get(Bytes key, long timeMs, long second);

    @Override
    final void put(byte[] row, byte @Nullable [] value) {
        byte[] tableKey = Rows.prefixed(SEGMENT, row);
        put(Bytes.wrap(layout.key(tableKey)), layout.time(tableKey), layout.second(tableKey), value);
    }

    abstract void put(Bytes key, long timeMs, long second, byte @Nullable [] value);

    @Override
    final byte[] rowOf(byte[] tableKey) {
        return Rows.withoutPrefix(tableKey);
    }

    @Override
    public final TableCursor scan(byte @Nullable [] from, byte @Nullable [] to, boolean forward) {
        throw new UnsupportedOperationException("a user's store is asked by key and time");
    }

    @Override
    public final long approximateSize() {
        return -1;
    }
}
