package dev.millrace.stores;

import org.jspecify.annotations.Nullable;

/**
 * Sorted bytes to bytes, by unsigned comparison: what lies below one store. Reads see what was committed; staged
 * changes become visible with {@link EngineState#commit}. Arrays that are passed in or out must not be changed
 * afterwards. Belongs to the task's thread.
 */
interface EngineTable {

    /** A key without a segment before it. */
    long NO_SEGMENT = Long.MIN_VALUE;

    /** A value without a timestamp before it. */
    long NO_TIMESTAMP = Long.MIN_VALUE;

    /** The value, or null. */
    byte @Nullable [] get(byte[] key);

    /**
     * The entries between two keys as they are now; later commits do not show.
     *
     * @param from inclusive; null: from the first
     * @param to exclusive; null: to the last
     * @param forward ascending or descending
     */
    TableCursor scan(byte @Nullable [] from, byte @Nullable [] to, boolean forward);

    /**
     * Stages one change.
     *
     * @param segment eight bytes before the key, big-endian; {@link #NO_SEGMENT}: none
     * @param key the rest of the key
     * @param timestampMs eight bytes before the value, big-endian; {@link #NO_TIMESTAMP}: none
     * @param value the rest of the value; null deletes
     */
    void stage(long segment, byte[] key, long timestampMs, byte @Nullable [] value);

    /** Stages the removal of all entries from a key (inclusive) to another (exclusive). */
    void stageRangeRemoval(byte[] from, byte[] to);

    /** Stages a number that is kept beside the entries: how far the time of the store has come. */
    void stageWatermark(long watermark);

    /** The committed watermark; -1 if there is none. */
    long watermark();

    /** About how many entries are committed. */
    long approximateSize();

    /** Whether nothing was ever committed: no read can find anything. Cheap. */
    boolean knownEmpty();

    /** How many cursors are open: each of them holds a state of the table that would otherwise be free. */
    int openCursors();
}
