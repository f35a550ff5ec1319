package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import java.util.Arrays;

/**
 * Where key, time and second number stand in the rows of window and session stores; drawn in {@link Rows}. A table key
 * is a segment of eight bytes and then the row, which is also the key in the changelog.
 */
enum RowLayout {
    /** Time is the start; the second number, four bytes, tells duplicates apart. */
    WINDOW(4),
    /** Time is the end; the second number, eight bytes, is the start. */
    SESSION(8);

    private static final int SEGMENT_BYTES = 8;
    private static final int TIME_BYTES = 8;

    private final int secondBytes;

    RowLayout(int secondBytes) {
        this.secondBytes = secondBytes;
    }

    byte[] row(byte[] key, long timeMs, long second) {
        byte[] row = Arrays.copyOf(key, key.length + TIME_BYTES + secondBytes);
        Rows.putLong(row, key.length, timeMs);
        if (secondBytes == 4) {
            Rows.putInt(row, key.length + TIME_BYTES, (int) second);
        } else {
            Rows.putLong(row, key.length + TIME_BYTES, second);
        }
        return row;
    }

    /** The last row that a key can have at a time. */
    byte[] lastRow(byte[] key, long timeMs) {
        return row(key, timeMs, -1);
    }

    int keyLength(byte[] tableKey) {
        return tableKey.length - SEGMENT_BYTES - TIME_BYTES - secondBytes;
    }

    byte[] key(byte[] tableKey) {
        return Arrays.copyOfRange(tableKey, SEGMENT_BYTES, SEGMENT_BYTES + keyLength(tableKey));
    }

    long time(byte[] tableKey) {
        return Rows.longAt(tableKey, tableKey.length - secondBytes - TIME_BYTES);
    }

    long second(byte[] tableKey) {
        return secondBytes == 4
                ? Rows.intAt(tableKey, tableKey.length - 4)
                : Rows.longAt(tableKey, tableKey.length - 8);
    }

    long timeOfRow(byte[] row) {
        return Rows.longAt(row, row.length - secondBytes - TIME_BYTES);
    }

    /** Throws {@link StreamsException} if no window or session can have this row. */
    void check(byte[] row) {
        long timeMs = timeOfRow(row);
        long startMs = this == SESSION ? Rows.longAt(row, row.length - secondBytes) : timeMs;
        boolean endless = this == WINDOW && timeMs == Long.MAX_VALUE; // it would end as it starts
        if (startMs < 0 || startMs > timeMs || endless) {
            throw new StreamsException(
                    this == SESSION
                            ? "A row is of a session from " + startMs + " to " + timeMs
                            : "A row is of a window that starts at " + timeMs);
        }
    }

    /** The order by time, then key, then second number. */
    int compareByTime(byte[] leftTableKey, byte[] rightTableKey) {
        int order = Long.compare(time(leftTableKey), time(rightTableKey));
        if (order == 0) {
            order = Arrays.compareUnsigned(
                    leftTableKey,
                    SEGMENT_BYTES,
                    SEGMENT_BYTES + keyLength(leftTableKey),
                    rightTableKey,
                    SEGMENT_BYTES,
                    SEGMENT_BYTES + keyLength(rightTableKey));
        }
        return order != 0 ? order : Long.compare(second(leftTableKey), second(rightTableKey));
    }
}
