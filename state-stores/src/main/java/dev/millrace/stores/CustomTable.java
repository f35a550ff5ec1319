package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A user's own byte store as a table. It knows no commits: what is staged goes into it at once. So it cannot fall back together
 * with its offset, and is restored from the whole changelog at each start, on top of whatever it kept.
 */
final class CustomTable implements EngineTable {

    private final KeyValueStore<Bytes, byte[]> store;

    CustomTable(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void open(StateStoreContext context, StateStore root) {
        store.init(context, root);
    }

    void close() {
        store.close();
    }

    void committed() {
        store.commit(Map.of());
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return store.get(Bytes.wrap(key));
    }

    @Override
    public ByteCursor scan(byte @Nullable [] from, byte @Nullable [] to, boolean forward) {
        Bytes first = from == null ? null : Bytes.wrap(from);
        Bytes end = to == null ? null : Bytes.wrap(to);
        KeyValueIterator<Bytes, byte[]> rows = forward ? store.range(first, end) : store.reverseRange(first, end);
        return new Cursor(rows, end);
    }

    @Override
    public void stage(long segment, byte[] key, long timestampMs, byte @Nullable [] value) {
        store.put(
                Bytes.wrap(key),
                value == null || timestampMs == NO_TIMESTAMP ? value : Rows.prefixed(timestampMs, value));
    }

    @Override
    public void stageRangeRemoval(byte[] from, byte[] to) {
        throw new UnsupportedOperationException("only window and session stores remove ranges");
    }

    @Override
    public void stageWatermark(long watermark) {
        throw new UnsupportedOperationException("only window and session stores have a time");
    }

    @Override
    public long watermark() {
        return -1;
    }

    @Override
    public long approximateSize() {
        return store.approximateNumEntries();
    }

    @Override
    public boolean knownEmpty() {
        return false;
    }

    @Override
    public int openCursors() {
        return 0; // the user's store counts its own
    }

    private static final class Cursor implements ByteCursor {

        private final KeyValueIterator<Bytes, byte[]> rows;
        private final @Nullable Bytes end;
        private @Nullable KeyValue<Bytes, byte[]> current;

        Cursor(KeyValueIterator<Bytes, byte[]> rows, @Nullable Bytes end) {
            this.rows = rows;
            this.end = end;
        }

        @Override
        public boolean next() {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (!row.key.equals(end)) {
                    current = row;
                    return true;
                }
            }
            current = null;
            return false;
        }

        @Override
        public byte[] key() {
            return row().key.get();
        }

        @Override
        public byte[] value() {
            return row().value;
        }

        private KeyValue<Bytes, byte[]> row() {
            KeyValue<Bytes, byte[]> row = current;
            if (row == null) {
                throw new IllegalStateException("The cursor is not on an entry");
            }
            return row;
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
