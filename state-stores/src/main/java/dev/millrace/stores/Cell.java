package dev.millrace.stores;

import org.jspecify.annotations.Nullable;

/**
 * One value of a store as it stands in the process: a live object or the bytes of the table.
 *
 * <p>{@code base} is what downstream knows, and matters in stores that write back only. For values that cannot change
 * under us it is set at the first put after a flush. A live object of any other type may be changed before it is put
 * again; so its bytes are kept as the base from the load or flush on.
 */
class Cell extends KeyedNode {

    /** The base of a cell that was put without being read: only the table knows. */
    static final Object UNKNOWN = new Object();

    /** The base of a cell when only its existence matters. */
    static final Object PRESENT = new Object();

    private static final int DRAINED = -1;

    /** A live value, table bytes ({@code byte[]}), or null: there is none. */
    @Nullable
    Object value;

    @Nullable
    Object base;

    /** The record of the last put; in stores that write back, and of a deletion in stores with headers. */
    @Nullable
    Origin origin;

    /** The timestamp of the record of the last put. */
    long timestampMs;

    /** Where it stands in the list of cells that changed since the last drain; negative: it did not. */
    int changedAt = DRAINED;

    /** About how many bytes of heap it takes, as accounted. */
    int costBytes;

    /** Whether downstream does not know of the last put yet. */
    boolean pending;

    /** Whether the table does not have it as it is; such a cell stays in the process. */
    boolean unwritten;

    /**
     * Whether it is known that the changelog's last word on it, if any, is that there is none; so another deletion says
     * nothing.
     */
    boolean absentInLog;

    /** The same of the table. */
    boolean absentInTable;

    /** Notes that downstream knows of a value. What is there already is not written again: see {@link HeldLong}. */
    final void setPresent() {
        if (base != PRESENT) {
            base = PRESENT;
        }
    }

    final boolean isDrained() {
        return changedAt < 0;
    }

    final void markDrained() {
        changedAt = DRAINED;
    }
}
