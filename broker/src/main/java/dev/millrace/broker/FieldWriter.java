package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a record layout in Kafka's classic encoding: big-endian integers, strings and byte fields with
 * their length in front, -1 for null. Grows as needed; one thread.
 */
final class FieldWriter {

    private byte[] bytes = new byte[64];
    private int size;

    FieldWriter int16(int value) {
        reserve(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    FieldWriter int32(int value) {
        int16(value >> 16);
        return int16(value);
    }

    FieldWriter int64(long value) {
        int32((int) (value >> 32));
        return int32((int) value);
    }

    /** Length as int16, then UTF-8; null is length -1. */
    FieldWriter string(@Nullable String value) {
        if (value == null) {
            return int16(-1);
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("A string of " + utf8.length + " bytes does not fit a field of at most "
                    + Short.MAX_VALUE + " bytes: " + value.substring(0, 40) + "…");
        }
        return int16(utf8.length).raw(utf8);
    }

    /** Length as int32, then the buffer's remaining bytes (its position stays); null is length -1. */
    FieldWriter bytes(@Nullable ByteBuffer value) {
        if (value == null) {
            return int32(-1);
        }
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        return int32(copy.length).raw(copy);
    }

    private FieldWriter raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(toByteArray());
    }
}
