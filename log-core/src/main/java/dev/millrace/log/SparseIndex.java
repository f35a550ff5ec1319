package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The sparse index of one segment: from an offset or a timestamp to the byte where a search starts. An entry names the
 * batch at a position: its base offset, and the largest timestamp of all batches before it. Both columns only grow, so
 * either can be searched.
 *
 * <p>One writer; readers need no lock.
 */
/*
 * Why one index where Kafka has an offset and a time index: both answer "from which byte do I scan", both get an entry
 * at the same batch, and a reader of either needs the position. One array of rows costs 16 bytes where the two cost 8 +
 * 12, and one file less per segment.
 *
 * Publication: the columns are filled before count is raised (volatile). When the columns grow they are copied, then
 * replaced, then count is raised: a reader that reads count first finds columns at least that long.
 */
final class SparseIndex {
    static final int ENTRY_BYTES = 16;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Columns(int[] relativeOffsets, int[] positions, long[] maxTimestampsBefore) {}

    private Columns columns = new Columns(new int[16], new int[16], new long[16]);
    private volatile int count;

    /** Adds an entry for the batch at a position; offset and position must be larger than those of the last entry. */
    void add(int relativeOffset, int position, long maxTimestampBefore) {
        int at = count;
        Columns current = columns;
        if (at == current.positions.length) {
            int larger = at * 2;
            current = new Columns(
                    Arrays.copyOf(current.relativeOffsets, larger),
                    Arrays.copyOf(current.positions, larger),
                    Arrays.copyOf(current.maxTimestampsBefore, larger));
            columns = current;
        }
        current.relativeOffsets[at] = relativeOffset;
        current.positions[at] = position;
        current.maxTimestampsBefore[at] = maxTimestampBefore;
        count = at + 1;
    }

    int count() {
        return count;
    }

    /** Position of the last entry at or before an offset; 0 if there is none. */
    int positionForOffset(int relativeOffset) {
        int high = count;
        Columns current = columns;
        int at = Arrays.binarySearch(current.relativeOffsets, 0, high, relativeOffset);
        int floor = at >= 0 ? at : -at - 2;
        return floor < 0 ? 0 : current.positions[floor];
    }

    /** The last position before which no batch is as new as a timestamp; 0 if there is none. */
    int positionForTimestamp(long timestampMs) {
        int low = 0;
        int high = count;
        Columns current = columns;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (current.maxTimestampsBefore[middle] < timestampMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : current.positions[low - 1];
    }

    int lastPosition() {
        int last = count - 1;
        return last < 0 ? 0 : columns.positions[last];
    }

    long lastMaxTimestampBefore() {
        int last = count - 1;
        return last < 0 ? -1 : columns.maxTimestampsBefore[last];
    }

    /** Entries as bytes, see {@link IndexFormat}. */
    ByteBuffer encode(int from, int to) {
        Columns current = columns;
        ByteBuffer bytes = ByteBuffer.allocate((to - from) * ENTRY_BYTES);
        for (int i = from; i < to; i++) {
            bytes.putInt(current.relativeOffsets[i]);
            bytes.putInt(current.positions[i]);
            bytes.putLong(current.maxTimestampsBefore[i]);
        }
        return bytes.flip();
    }

    /** Adds entries from bytes, as long as they grow and lie before a position. Returns whether all were taken. */
    boolean decode(ByteBuffer bytes, int endPosition) {
        while (bytes.remaining() >= ENTRY_BYTES) {
            int relativeOffset = bytes.getInt();
            int position = bytes.getInt();
            long maxTimestampBefore = bytes.getLong();
            int last = count - 1;
            boolean grows =
                    last < 0 || (relativeOffset > columns.relativeOffsets[last] && position > columns.positions[last]);
            if (!grows || position >= endPosition) {
                return false;
            }
            add(relativeOffset, position, maxTimestampBefore);
        }
        return !bytes.hasRemaining();
    }
}
