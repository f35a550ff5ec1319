package dev.millrace.stores;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory.
 *
 * <p>A cursor reads the tree as it was when it was made: a commit that finds cursors open changes a copy. Cursors
 * rarely live across commits, so the copy is rare.
 */
final class MemoryTable implements EngineTable {

    private TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    private final List<Change> staged = new ArrayList<>();
    private int openCursors;
    private long version;
    private long watermark = -1;
    private long stagedWatermark = -1;

    /** A put, a delete (no value) or the removal of a range (an end). */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Change(byte[] key, byte @Nullable [] value, byte @Nullable [] rangeEnd) {}

    @Override
    public byte @Nullable [] get(byte[] key) {
        return entries.get(key);
    }

    @Override
    public TableCursor scan(byte @Nullable [] from, byte @Nullable [] to, boolean forward) {
        if (from != null && to != null && Arrays.compareUnsigned(from, to) >= 0) {
            return new Cursor(new TreeMap<>(Arrays::compareUnsigned));
        }
        NavigableMap<byte[], byte[]> range = entries;
        if (from != null) {
            range = range.tailMap(from, true);
        }
        if (to != null) {
            range = range.headMap(to, false);
        }
        return new Cursor(forward ? range : range.descendingMap());
    }

    @Override
    public void stage(long segment, byte[] key, long timestampMs, byte @Nullable [] value) {
        byte[] fullKey = segment == NO_SEGMENT ? key : Rows.prefixed(segment, key);
        byte[] fullValue = value == null || timestampMs == NO_TIMESTAMP ? value : Rows.prefixed(timestampMs, value);
        staged.add(new Change(fullKey, fullValue, null));
    }

    @Override
    public void stageRangeRemoval(byte[] from, byte[] to) {
        staged.add(new Change(from, null, to));
    }

    @Override
    public void stageWatermark(long newWatermark) {
        stagedWatermark = newWatermark;
    }

    @Override
    public long watermark() {
        return watermark;
    }

    @Override
    public long approximateSize() {
        return entries.size();
    }

    @Override
    public boolean knownEmpty() {
        return entries.isEmpty();
    }

    @Override
    public int openCursors() {
        return openCursors;
    }

    /** Makes what is staged visible. */
    void commit() {
        watermark = Math.max(watermark, stagedWatermark);
        if (staged.isEmpty()) {
            return;
        }
        if (openCursors > 0) {
            entries = new TreeMap<>(entries);
            openCursors = 0;
            version++;
        }
        for (Change change : staged) {
            if (change.value != null) {
                entries.put(change.key, change.value);
            } else if (change.rangeEnd != null) {
                entries.subMap(change.key, change.rangeEnd).clear();
            } else {
                entries.remove(change.key);
            }
        }
        staged.clear();
    }

    /** Forgets everything. */
    void clear() {
        staged.clear();
        entries = new TreeMap<>(Arrays::compareUnsigned);
        openCursors = 0;
        version++;
        watermark = -1;
        stagedWatermark = -1;
    }

    private final class Cursor implements TableCursor {

        private final long sourceVersion = version;
        private final NavigableMap<byte[], byte[]> range;
        private Iterator<Map.Entry<byte[], byte[]>> iterator;
        private Map.@Nullable Entry<byte[], byte[]> current;
        private boolean closed;

        Cursor(NavigableMap<byte[], byte[]> range) {
            this.range = range;
            iterator = range.entrySet().iterator();
            openCursors++;
        }

        @Override
        public boolean seek(byte[] key) {
            iterator = range.tailMap(key, true).entrySet().iterator();
            return next();
        }

        @Override
        public boolean next() {
            if (closed || !iterator.hasNext()) {
                current = null;
                return false;
            }
            current = iterator.next();
            return true;
        }

        @Override
        public byte[] key() {
            return entry().getKey();
        }

        @Override
        public byte[] value() {
            return entry().getValue();
        }

        private Map.Entry<byte[], byte[]> entry() {
            if (current == null) {
                throw new IllegalStateException("The cursor is not on an entry");
            }
            return current;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                if (sourceVersion == version) {
                    openCursors--;
                }
            }
        }
    }
}
