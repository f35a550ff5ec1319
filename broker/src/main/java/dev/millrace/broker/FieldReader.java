package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} writes. Every length is checked against the bytes that are left before anything is
 * allocated; bytes that do not fit the layout are a {@link CorruptRecordException} that names the layout.
 */
final class FieldReader {

    private final String layout;
    private final ByteBuffer buffer;

    /** Reads from a duplicate; the caller's position stays. */
    FieldReader(String layout, ByteBuffer buffer) {
        this.layout = layout;
        this.buffer = buffer.duplicate();
    }

    short int16() {
        need(2);
        return buffer.getShort();
    }

    int int32() {
        need(4);
        return buffer.getInt();
    }

    long int64() {
        need(8);
        return buffer.getLong();
    }

    /** A count of elements that take at least {@code elementSizeBytes} each. */
    int count(int elementSizeBytes) {
        int count = int32();
        if (count < 0 || (long) count * elementSizeBytes > buffer.remaining()) {
            throw corrupt("a count of " + count + " elements, but " + buffer.remaining() + " bytes are left");
        }
        return count;
    }

    String string() {
        String value = nullableString();
        if (value == null) {
            throw corrupt("a null where a string must be");
        }
        return value;
    }

    @Nullable
    String nullableString() {
        int length = int16();
        if (length < 0) {
            return null;
        }
        need(length);
        byte[] utf8 = new byte[length];
        buffer.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Nullable
    ByteBuffer nullableBytes() {
        int length = int32();
        if (length < 0) {
            return null;
        }
        need(length);
        ByteBuffer slice = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return slice;
    }

    CorruptRecordException corrupt(String what) {
        return new CorruptRecordException("Bytes are not a " + layout + ": " + what);
    }

    private void need(int sizeBytes) {
        if (buffer.remaining() < sizeBytes) {
            throw corrupt("a field of " + sizeBytes + " bytes at " + buffer.position() + ", but the end is at "
                    + buffer.limit());
        }
    }
}
