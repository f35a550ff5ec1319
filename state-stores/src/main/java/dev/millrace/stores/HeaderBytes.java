package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers as they stand at the beginning of a value, in the format of KIP-1271.
 *
 * <pre>
 *   | size of what follows, varint | count, varint | header | header ...      no headers: | 0 |
 *   header: | size, varint | key, UTF-8 | size or -1 for null, varint | value |
 * </pre>
 *
 * <p>A varint is zigzag and then seven bits a byte, the lowest first, as in Kafka's records.
 */
final class HeaderBytes {

    private static final int MAX_VARINT_BYTES = 5;
    private static final int NULL_SIZE = -1;

    private HeaderBytes() {}

    /**
     * A value with headers before it.
     *
     * @param timestampMs between headers and value; {@link EngineTable#NO_TIMESTAMP}: none
     */
    static byte[] prefixed(Headers headers, long timestampMs, byte[] value) {
        boolean timed = timestampMs != EngineTable.NO_TIMESTAMP;
        Header[] all = headers.toArray();
        byte[][] keys = new byte[all.length][];
        int sizeBytes = sizeBytes(all, keys);
        ByteBuffer row =
                ByteBuffer.allocate(varintBytes(sizeBytes) + sizeBytes + (timed ? Long.BYTES : 0) + value.length);
        putVarint(row, sizeBytes);
        if (sizeBytes > 0) {
            put(row, all, keys);
        }
        if (timed) {
            row.putLong(timestampMs);
        }
        return row.put(value).array();
    }

    /** The size of count and headers; fills in the keys. No headers: 0, there is not even a count. */
    private static int sizeBytes(Header[] headers, byte[][] keys) {
        if (headers.length == 0) {
            return 0;
        }
        int sizeBytes = varintBytes(headers.length);
        for (int i = 0; i < headers.length; i++) {
            keys[i] = headers[i].key().getBytes(StandardCharsets.UTF_8);
            byte[] value = headers[i].value();
            sizeBytes += varintBytes(keys[i].length) + keys[i].length;
            sizeBytes += value == null ? varintBytes(NULL_SIZE) : varintBytes(value.length) + value.length;
        }
        return sizeBytes;
    }

    private static void put(ByteBuffer row, Header[] headers, byte[][] keys) {
        putVarint(row, headers.length);
        for (int i = 0; i < headers.length; i++) {
            putVarint(row, keys[i].length);
            row.put(keys[i]);
            byte[] value = headers[i].value();
            putVarint(row, value == null ? NULL_SIZE : value.length);
            if (value != null) {
                row.put(value);
            }
        }
    }

    /** Takes the headers from the beginning of a value; throws {@link StreamsException} if there are none. */
    static Headers take(ByteBuffer value) {
        RecordHeaders headers = new RecordHeaders();
        try {
            if (getVarint(value) > 0) {
                for (int count = getVarint(value); count > 0; count--) {
                    String key = new String(take(value, getVarint(value)), StandardCharsets.UTF_8);
                    int sizeBytes = getVarint(value);
                    headers.add(new RecordHeader(key, sizeBytes < 0 ? null : take(value, sizeBytes)));
                }
            }
        } catch (BufferUnderflowException e) {
            throw unreadable(value);
        }
        return headers;
    }

    /**
     * Takes the timestamp that follows the headers of most stores; throws {@link StreamsException} if there is none.
     */
    static long takeTimestamp(ByteBuffer value) {
        if (value.remaining() < Long.BYTES) {
            throw unreadable(value);
        }
        return value.getLong();
    }

    private static StreamsException unreadable(ByteBuffer value) {
        return new StreamsException(
                "A row of " + value.limit() + " bytes does not begin with headers. If it is in the state"
                        + " directory, delete that: stores are filled again from their changelogs");
    }

    private static byte[] take(ByteBuffer from, int sizeBytes) {
        if (sizeBytes < 0 || sizeBytes > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[sizeBytes];
        from.get(bytes);
        return bytes;
    }

    private static int varintBytes(int number) {
        int rest = (number << 1) ^ (number >> 31);
        int bytes = 1;
        while ((rest & ~0x7f) != 0) {
            rest >>>= 7;
            bytes++;
        }
        return bytes;
    }

    private static void putVarint(ByteBuffer to, int number) {
        int rest = (number << 1) ^ (number >> 31);
        while ((rest & ~0x7f) != 0) {
            to.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    private static int getVarint(ByteBuffer from) {
        int number = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            byte next = from.get();
            number |= (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return (number >>> 1) ^ -(number & 1);
            }
        }
        throw new BufferUnderflowException(); // it is longer than a number can be
    }
}
