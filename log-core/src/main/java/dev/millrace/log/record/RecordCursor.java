package dev.millrace.log.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The records of one batch, one after the other: a single object that {@link #next()} moves on, so that a record costs
 * no allocation but for what is asked of it. What it tells is of the record it stands on.
 *
 * <p>For one thread. The batch's buffer must stay as it is meanwhile.
 */
public final class RecordCursor {
    private final byte[] bytes;
    private final int end;
    private final long baseOffset;
    private final int lastOffsetDelta;
    private final long baseTimestamp;
    /** The time of every record if the log stamped it, else {@link #PER_RECORD}. */
    private final long appendTime;

    private int left;
    /** Where the next thing to parse is. */
    private int at;

    private int start;
    private int bodyStart;
    private long timestampDelta;
    private long offset;
    private long timestamp;
    private int keyAt;
    private int keySize;
    private int valueAt;
    private int valueSize;
    private int headersAt;
    private int headerCount;

    private static final long PER_RECORD = Long.MIN_VALUE;

    /** Takes bytes where they lie. */
    @FunctionalInterface
    public interface Bytes {
        /**
         * Takes bytes, which are not to be changed.
         *
         * @param bytes the array that holds them
         * @param from where they start
         * @param size how many they are
         */
        void take(byte[] bytes, int from, int size);
    }

    RecordCursor(RecordBatch batch, byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.baseOffset = batch.baseOffset();
        this.lastOffsetDelta = batch.lastOffsetDelta();
        this.baseTimestamp = batch.baseTimestamp();
        this.appendTime = batch.timestampType() == TimestampType.LOG_APPEND_TIME ? batch.maxTimestamp() : PER_RECORD;
        this.left = batch.recordCount();
        if (left < 0) {
            throw new CorruptRecordException("The batch at offset " + baseOffset + " counts " + left + " records");
        }
    }

    /**
     * Moves to the next record.
     *
     * @return whether there is one
     * @throws CorruptRecordException if the bytes are no record, or more bytes are there than the records need
     */
    public boolean next() {
        if (left == 0) {
            if (at != end) {
                throw corrupt((end - at) + " bytes are left after the last record");
            }
            return false;
        }
        left--;
        start = at;
        int size = readInt();
        if (size <= 0 || size > end - at) {
            throw corrupt("a record says it has " + size + " bytes, " + (end - at) + " are left");
        }
        int recordEnd = at + size;
        at++; // the record's attributes, which are unused
        timestampDelta = readLong();
        bodyStart = at;
        int offsetDelta = readInt();
        if (offsetDelta < 0 || offsetDelta > lastOffsetDelta) {
            throw corrupt("a record is " + offsetDelta + " offsets after the first, the last is " + lastOffsetDelta);
        }
        offset = baseOffset + offsetDelta;
        timestamp = appendTime == PER_RECORD ? baseTimestamp + timestampDelta : appendTime;
        keySize = readSize(recordEnd);
        keyAt = at;
        at += Math.max(0, keySize);
        valueSize = readSize(recordEnd);
        valueAt = at;
        at += Math.max(0, valueSize);
        headerCount = readInt();
        headersAt = at;
        skipHeaders(recordEnd);
        if (at != recordEnd) {
            throw corrupt("a record ends " + (recordEnd - at) + " bytes from where it says");
        }
        return true;
    }

    /**
     * The offset of the record.
     *
     * @return the offset
     */
    public long offset() {
        return offset;
    }

    /**
     * The timestamp of the record; if the log stamps the time of the append, then that.
     *
     * @return milliseconds since the epoch; -1 if none
     */
    public long timestamp() {
        return timestamp;
    }

    /**
     * The size of the key.
     *
     * @return the size in bytes; -1 if the key is null
     */
    public int keySize() {
        return keySize;
    }

    /**
     * The size of the value.
     *
     * @return the size in bytes; -1 if the value is null
     */
    public int valueSize() {
        return valueSize;
    }

    /**
     * The key.
     *
     * @return a copy of its own; null if the key is null
     */
    public byte @Nullable [] key() {
        return copy(keyAt, keySize);
    }

    /**
     * The value.
     *
     * @return a copy of its own; null if the value is null
     */
    public byte @Nullable [] value() {
        return copy(valueAt, valueSize);
    }

    /**
     * The key, not copied.
     *
     * @return a read-only view, good as long as the batch's bytes are; null if the key is null
     */
    public @Nullable ByteBuffer keyView() {
        return view(keyAt, keySize);
    }

    /**
     * Hands the key on without copying it, if there is one.
     *
     * @param taker takes it
     */
    public void handKey(Bytes taker) {
        if (keySize >= 0) {
            taker.take(bytes, keyAt, keySize);
        }
    }

    /**
     * The value, not copied.
     *
     * @return a read-only view, good as long as the batch's bytes are; null if the value is null
     */
    public @Nullable ByteBuffer valueView() {
        return view(valueAt, valueSize);
    }

    /**
     * The number of headers.
     *
     * @return the number
     */
    public int headerCount() {
        return headerCount;
    }

    /**
     * The headers.
     *
     * @return new headers, which the caller may change
     */
    public Headers headers() {
        RecordHeaders headers = new RecordHeaders();
        int next = at;
        at = headersAt;
        for (int i = 0; i < headerCount; i++) {
            int nameSize = readInt();
            String name = new String(bytes, at, nameSize, StandardCharsets.UTF_8);
            at += nameSize;
            int size = readInt();
            headers.add(new RecordHeader(name, copy(at, size)));
            at += Math.max(0, size);
        }
        at = next;
        return headers;
    }

    /** The array that the records lie in, decompressed. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the record starts in it, its size included. */
    int start() {
        return start;
    }

    /** Where the rest of the record starts that does not change with the batch's base timestamp. */
    int bodyStart() {
        return bodyStart;
    }

    int end() {
        return at;
    }

    long timestampDelta() {
        return timestampDelta;
    }

    private void skipHeaders(int recordEnd) {
        // A header takes two bytes at least: no count can make this loop long.
        if (headerCount < 0 || headerCount > (recordEnd - at) / 2) {
            throw corrupt("a record counts " + headerCount + " headers in " + (recordEnd - at) + " bytes");
        }
        for (int i = 0; i < headerCount; i++) {
            int nameSize = readSize(recordEnd);
            if (nameSize < 0) {
                throw corrupt("a header has no name");
            }
            at += nameSize;
            int size = readSize(recordEnd);
            at += Math.max(0, size);
        }
    }

    /** Reads the size of something that must end within the record; negative means null. */
    private int readSize(int recordEnd) {
        int size = readInt();
        if (size > recordEnd - at) {
            throw corrupt("a key, value or header of " + size + " bytes is longer than its record");
        }
        return size < 0 ? -1 : size;
    }

    private byte @Nullable [] copy(int from, int size) {
        if (size < 0) {
            return null;
        }
        byte[] copy = new byte[size];
        System.arraycopy(bytes, from, copy, 0, size);
        return copy;
    }

    private @Nullable ByteBuffer view(int from, int size) {
        return size < 0 ? null : ByteBuffer.wrap(bytes, from, size).slice().asReadOnlyBuffer();
    }

    private int readInt() {
        int first = nextByte();
        if (first >= 0) {
            return (first >>> 1) ^ -(first & 1);
        }
        int value = first & 0x7f;
        for (int shift = 7; shift < 7 * Varints.MAX_INT_BYTES; shift += 7) {
            int b = nextByte();
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw corrupt("a varint does not end");
    }

    private long readLong() {
        long value = 0;
        for (int shift = 0; shift < 7 * Varints.MAX_LONG_BYTES; shift += 7) {
            int b = nextByte();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw corrupt("a varlong does not end");
    }

    private byte nextByte() {
        if (at >= end) {
            throw corrupt("a record goes on beyond the end of the batch");
        }
        return bytes[at++];
    }

    private CorruptRecordException corrupt(String what) {
        return new CorruptRecordException("The batch at offset " + baseOffset + " is damaged: " + what);
    }
}
