package dev.millrace.streams.store;

import org.jspecify.annotations.Nullable;

/**
 * Sorted bytes to bytes, by unsigned comparison. Reads see what was committed; staged changes become visible with {@link
 * TaskState#commit}. Arrays that are passed in or out must not be changed afterwards. Belongs to the task's thread.
 */
public interface ByteTable {

    /** The value, or null. */
    byte @Nullable [] get(byte[] key);

    /**
     * The entries between two keys as they are now; later commits do not show.
     *
     * @param from inclusive; null: from the first
     * @param to exclusive; null: to the last
     * @param forward ascending or descending
     */
    ByteCursor scan(byte @Nullable [] from, byte @Nullable [] to, boolean forward);

    /** Stages a value; null deletes. */
    void stage(byte[] key, byte @Nullable [] value);

    /** Stages a value that begins with a timestamp: eight bytes, big-endian, then the value. */
    void stage(byte[] key, long timestampMs, byte[] value);

    /** Stages the removal of all entries from a key (inclusive) to another (exclusive). */
    void stageRangeRemoval(byte[] from, byte[] to);

    /** About how many entries were committed. */
    long approximateSize();

    /** Whether nothing was ever committed: no read can find anything. Cheap. */
    boolean knownEmpty();
}
