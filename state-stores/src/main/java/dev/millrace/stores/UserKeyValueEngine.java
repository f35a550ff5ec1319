package dev.millrace.stores;

import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A user's own key-value store of bytes, as a table. */
final class UserKeyValueEngine extends UserEngine {

    private final KeyValueStore<Bytes, byte[]> store;

    UserKeyValueEngine(KeyValueStore<Bytes, byte[]> store) {
        super(store);
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return given(store.get(Bytes.wrap(key)));
    }

    @Override
    public TableCursor scan(byte @Nullable [] from, byte @Nullable [] to, boolean forward) {
        if (from == null && to == null) {
            return cursor(forward ? store.all() : store.reverseAll(), null);
        }
        Bytes first = from == null ? null : Bytes.wrap(from);
        Bytes end = to == null ? null : Bytes.wrap(to);
        return cursor(forward ? store.range(first, end) : store.reverseRange(first, end), end);
    }

    /** Without the end of the range, which is inclusive for users and exclusive for us. */
    private TableCursor cursor(KeyValueIterator<Bytes, byte[]> rows, @Nullable Bytes end) {
        return new UserCursor<>(rows, key -> !key.equals(end), Bytes::get, this::given);
    }

    @Override
    public long approximateSize() {
        return store.approximateNumEntries();
    }

    @Override
    void put(byte[] row, byte @Nullable [] value) {
        store.put(Bytes.wrap(row), value);
    }

    @Override
    ByteCursor everything() {
        return scan(null, null, true);
    }

    @Override
    byte[] rowOf(byte[] tableKey) {
        return tableKey;
    }
}
