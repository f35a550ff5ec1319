package dev.millrace.streams.state;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Marks a store of bytes whose values begin with headers: their length as a varint, then the headers, then what the
 * kind of store keeps (8 bytes of timestamp, the value).
 */
public interface HeadersBytesStore {
    /**
     * Turns a value that begins with a timestamp, or the aggregate of a session, into one without headers before it.
     *
     * @param value may be null
     * @return a byte 0, then the value; null for null
     */
    static byte @Nullable [] convertToHeaderFormat(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        byte[] withHeaders = new byte[1 + value.length];
        System.arraycopy(value, 0, withHeaders, 1, value.length);
        return withHeaders;
    }

    /**
     * Turns a value alone into one without headers and with an unknown timestamp.
     *
     * @param value may be null
     * @return a byte 0, 8 bytes of timestamp -1, then the value; null for null
     */
    static byte @Nullable [] convertFromPlainToHeaderFormat(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        byte[] withHeaders = new byte[1 + Long.BYTES + value.length];
        Arrays.fill(withHeaders, 1, 1 + Long.BYTES, (byte) -1);
        ByteBuffer.wrap(withHeaders).put(1 + Long.BYTES, value);
        return withHeaders;
    }
}
