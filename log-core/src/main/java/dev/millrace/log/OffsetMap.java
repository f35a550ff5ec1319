package dev.millrace.log;

/**
 * From the hash of a key to the newest offset of it, within a bound of memory that is taken at once. For one thread.
 *
 * <pre>
 *  entry, 24 bytes, in a table that is never more than three quarters full:
 *  | hash, first half 64 | hash, second half 64 | offset + 1, 0 if the entry is free 64 |
 * </pre>
 */
final class OffsetMap {
    /** What a key takes: an entry, and its share of the free ones. */
    static final int BYTES_PER_KEY = 32;

    private static final int WIDTH = 3;

    private final long[] table;
    private final int slots;
    private final int capacity;
    private int size;

    /** Holds so many keys. */
    OffsetMap(int capacity) {
        this.capacity = capacity;
        this.slots = (int) (capacity * (long) BYTES_PER_KEY / (WIDTH * Long.BYTES)) + 1;
        this.table = new long[slots * WIDTH];
    }

    /** How many keys fit into so many bytes. */
    static int capacityOf(int bytes) {
        return Math.max(1, bytes / BYTES_PER_KEY);
    }

    int size() {
        return size;
    }

    /**
     * Remembers an offset, which is larger than all before. Returns false, and changes nothing, if there is no room for
     * another key.
     */
    boolean put(long first, long second, long offset) {
        int at = find(first, second);
        if (table[at + 2] == 0) {
            if (size == capacity) {
                return false;
            }
            size++;
            table[at] = first;
            table[at + 1] = second;
        }
        table[at + 2] = offset + 1;
        return true;
    }

    /** The offset that was put last for a key; -1 if none was. */
    long get(long first, long second) {
        return table[find(first, second) + 2] - 1;
    }

    /** Where the entry of a key is, or is to be. */
    private int find(long first, long second) {
        int slot = (int) (((first >>> 33) * slots) >>> 31); // 31 bits of the hash, scaled: a division would take longer
        int at = slot * WIDTH;
        while (table[at + 2] != 0 && (table[at] != first || table[at + 1] != second)) {
            slot = slot + 1 == slots ? 0 : slot + 1;
            at = slot * WIDTH;
        }
        return at;
    }
}
