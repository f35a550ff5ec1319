package dev.millrace.stores;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys and times to be read from a window or session store; all bounds inclusive, a null key is no bound. The second
 * number is the start of a session; of windows it is not asked, and its bound the largest number.
 *
 * <p>Since keys have different lengths and the time follows them without a mark, the order of rows is not quite that of
 * keys. The rows of a range lie between two bounds all the same; {@link #containsRow} picks them out.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowRange(
        RowLayout layout, byte @Nullable [] keyFrom, byte @Nullable [] keyTo, long fromMs, long toMs, long maxSecond) {

    /** Whether it was made for one key, which is then both bounds. */
    boolean isOneKey() {
        return keyFrom != null && keyFrom == keyTo;
    }

    /** Without what is older. */
    RowRange since(long timeMs) {
        return timeMs <= fromMs ? this : new RowRange(layout, keyFrom, keyTo, timeMs, toMs, maxSecond);
    }

    boolean isEmpty() {
        return fromMs > toMs || (keyFrom != null && keyTo != null && Arrays.compareUnsigned(keyFrom, keyTo) > 0);
    }

    boolean contains(byte[] key, long timeMs, long second) {
        return timeMs >= fromMs
                && timeMs <= toMs
                && second <= maxSecond
                && (keyFrom == null || Arrays.compareUnsigned(key, keyFrom) >= 0)
                && (keyTo == null || Arrays.compareUnsigned(key, keyTo) <= 0);
    }

    boolean containsRow(byte[] tableKey) {
        long timeMs = layout.time(tableKey);
        if (timeMs < fromMs || timeMs > toMs || layout.second(tableKey) > maxSecond) {
            return false;
        }
        int end = 8 + layout.keyLength(tableKey);
        return (keyFrom == null || Arrays.compareUnsigned(tableKey, 8, end, keyFrom, 0, keyFrom.length) >= 0)
                && (keyTo == null || Arrays.compareUnsigned(tableKey, 8, end, keyTo, 0, keyTo.length) <= 0);
    }

    /** Where the rows of a segment begin; inclusive. */
    byte[] lower(long segment) {
        return keyFrom == null ? Rows.ofLong(segment) : Rows.prefixed(segment, keyFrom);
    }

    /**
     * Where the rows of a segment end; exclusive. A row of a key at or below {@code keyTo} is below {@code keyTo}
     * itself, or its key is {@code keyTo} or a beginning of it, with a time and number after it: the bound is the
     * largest of these.
     */
    byte[] upper(long segment) {
        byte[] to = keyTo;
        if (to == null) {
            return Rows.ofLong(segment + 1);
        }
        byte[] largest = to;
        for (int length = 0; length <= to.length; length++) {
            byte[] candidate = layout.lastRow(Arrays.copyOf(to, length), toMs);
            if (Arrays.compareUnsigned(candidate, largest) > 0) {
                largest = candidate;
            }
        }
        return Rows.after(Rows.prefixed(segment, largest));
    }
}
