package dev.millrace.stores;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Changes in the layout of a RocksDB write batch, built in one Java array and handed over whole: one native call for
 * each commit in place of one for each key.
 *
 * <pre>
 *   | sequence, 8, zero | count, 4, little-endian |  entries...
 *   entry:  | tag, 1 | column family, varint | key length, varint | key | value length, varint | value |
 *   tags:   5 put   4 delete (no value)   14 delete a range (the value is its end)
 * </pre>
 *
 * <p>This is the layout of RocksDB's log files (db/write_batch.cc), which it keeps readable over releases; the tests
 * read it back through RocksDB.
 */
final class WriteBatchBuffer {

    private static final int HEADER_BYTES = 12;
    private static final int MAX_VARINT_BYTES = 5;
    private static final byte PUT = 5;
    private static final byte DELETE = 4;
    private static final byte DELETE_RANGE = 14;

    /** Beyond, a quarter is added at a time: a heap that is small has no room for twice of what is large. */
    private static final int DOUBLES_UP_TO_BYTES = 4 << 20;

    private byte[] bytes;
    private int size = HEADER_BYTES;
    private int count;

    WriteBatchBuffer(int initialBytes) {
        bytes = new byte[Math.max(initialBytes, HEADER_BYTES)];
    }

    /** Stages one change; segment and timestamp as in {@link EngineTable#stage}. */
    void put(int columnFamily, long segment, byte[] key, long timestampMs, byte @Nullable [] value) {
        boolean hasSegment = segment != EngineTable.NO_SEGMENT;
        boolean hasTimestamp = timestampMs != EngineTable.NO_TIMESTAMP;
        ensureRoom(1L + 3 * MAX_VARINT_BYTES + 16 + key.length + (value == null ? 0 : value.length));
        bytes[size++] = value == null ? DELETE : PUT;
        varint(columnFamily);
        varint(key.length + (hasSegment ? 8 : 0));
        if (hasSegment) {
            Rows.putLong(bytes, size, segment);
            size += 8;
        }
        raw(key);
        if (value != null) {
            varint(value.length + (hasTimestamp ? 8 : 0));
            if (hasTimestamp) {
                Rows.putLong(bytes, size, timestampMs);
                size += 8;
            }
            raw(value);
        }
        count++;
    }

    /** Stages the removal of all keys from one (inclusive) to another (exclusive). */
    void deleteRange(int columnFamily, byte[] from, byte[] to) {
        ensureRoom(1L + 3 * MAX_VARINT_BYTES + from.length + to.length);
        bytes[size++] = DELETE_RANGE;
        varint(columnFamily);
        varint(from.length);
        raw(from);
        varint(to.length);
        raw(to);
        count++;
    }

    /** Takes out what is staged for a column family. */
    void drop(int columnFamily) {
        int end = size;
        int from = HEADER_BYTES;
        size = HEADER_BYTES;
        count = 0;
        while (from < end) {
            int family = varintAt(from + 1);
            int next = endOfEntry(from);
            if (family != columnFamily) {
                System.arraycopy(bytes, from, bytes, size, next - from);
                size += next - from;
                count++;
            }
            from = next;
        }
    }

    private int endOfEntry(int start) {
        int at = afterVarint(start + 1);
        at = afterVarint(at) + varintAt(at);
        return bytes[start] == DELETE ? at : afterVarint(at) + varintAt(at);
    }

    private int varintAt(int start) {
        int value = 0;
        int shift = 0;
        int at = start;
        while ((bytes[at] & 0x80) != 0) {
            value |= (bytes[at++] & 0x7f) << shift;
            shift += 7;
        }
        return value | bytes[at] << shift;
    }

    private int afterVarint(int start) {
        int at = start;
        while ((bytes[at] & 0x80) != 0) {
            at++;
        }
        return at + 1;
    }

    int count() {
        return count;
    }

    int sizeBytes() {
        return size;
    }

    /** The finished batch; a copy. */
    byte[] toBatch() {
        bytes[8] = (byte) count;
        bytes[9] = (byte) (count >>> 8);
        bytes[10] = (byte) (count >>> 16);
        bytes[11] = (byte) (count >>> 24);
        return Arrays.copyOf(bytes, size);
    }

    /** Empties the batch; a buffer that has grown beyond the limit is given back. */
    void reset(int keepBytes) {
        if (bytes.length > keepBytes) {
            bytes = new byte[Math.max(keepBytes, HEADER_BYTES)];
        }
        size = HEADER_BYTES;
        count = 0;
    }

    private void raw(byte[] source) {
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void ensureRoom(long more) {
        long needed = size + more;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 16) {
                throw new IllegalStateException(
                        "More than 2 GiB of state changes in one commit (" + count
                                + " changes so far): commit more often (commit.interval.ms) or lower statestore.cache.max.bytes");
            }
            long grown = bytes.length + (long) Math.max(Math.min(bytes.length, DOUBLES_UP_TO_BYTES), bytes.length / 4);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, grown)));
        }
    }
}
