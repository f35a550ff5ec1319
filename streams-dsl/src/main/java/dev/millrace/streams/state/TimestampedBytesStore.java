package dev.millrace.streams.state;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Marks a store of bytes whose values begin with 8 bytes of timestamp. Without the mark, timestamps that a
 * {@link TimestampedKeyValueStore} puts over an engine are dropped, and read back as -1.
 */
public interface TimestampedBytesStore {
    /**
     * Turns a value without timestamp into one with an unknown timestamp.
     *
     * @param plainValue the value's bytes, may be null
     * @return 8 bytes of timestamp -1, then the value; null for null
     */
    static byte @Nullable [] convertToTimestampedFormat(byte @Nullable [] plainValue) {
        if (plainValue == null) {
            return null;
        }
        return ByteBuffer.allocate(Long.BYTES + plainValue.length)
                .putLong(-1L)
                .put(plainValue)
                .array();
    }
}
