package dev.millrace.streams.kstream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;

/*
 * The formats of Kafka Streams, numbers big-endian:
 *
 *   time window      │ key … │ start 8 │                    in topics; its size is known from elsewhere
 *                    │ key … │ start 8 │ sequence 4 │       in changelogs; the sequence keeps duplicates apart
 *   session window   │ key … │ end 8   │ start 8    │       end first, so that sessions sort by their ends
 */
/** How a windowed key stands in a topic. */
final class WindowedKeyBytes {
    private static final int TIME_SUFFIX_BYTES = Long.BYTES;
    private static final int CHANGELOG_SUFFIX_BYTES = Long.BYTES + Integer.BYTES;
    private static final int SESSION_SUFFIX_BYTES = 2 * Long.BYTES;

    private WindowedKeyBytes() {}

    static byte[] ofTimeWindow(byte[] key, long startMs) {
        return ByteBuffer.allocate(key.length + TIME_SUFFIX_BYTES)
                .put(key)
                .putLong(startMs)
                .array();
    }

    static byte[] ofSession(byte[] key, long startMs, long endMs) {
        return ByteBuffer.allocate(key.length + SESSION_SUFFIX_BYTES)
                .put(key)
                .putLong(endMs)
                .putLong(startMs)
                .array();
    }

    static byte[] keyOfTimeWindow(byte[] bytes, boolean changelog) {
        int suffixBytes = changelog ? CHANGELOG_SUFFIX_BYTES : TIME_SUFFIX_BYTES;
        return Arrays.copyOf(bytes, keyLength(bytes, suffixBytes, "time-windowed"));
    }

    static long startOfTimeWindow(byte[] bytes, boolean changelog) {
        int suffixBytes = changelog ? CHANGELOG_SUFFIX_BYTES : TIME_SUFFIX_BYTES;
        return ByteBuffer.wrap(bytes).getLong(keyLength(bytes, suffixBytes, "time-windowed"));
    }

    static byte[] keyOfSession(byte[] bytes) {
        return Arrays.copyOf(bytes, keyLength(bytes, SESSION_SUFFIX_BYTES, "session-windowed"));
    }

    static long endOfSession(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(keyLength(bytes, SESSION_SUFFIX_BYTES, "session-windowed"));
    }

    static long startOfSession(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(keyLength(bytes, SESSION_SUFFIX_BYTES, "session-windowed") + Long.BYTES);
    }

    /** What a key is answered with whose window cannot be: of negative length, or before 1970. */
    static SerializationException noWindow(String topic, IllegalArgumentException reason) {
        return new SerializationException(
                "A key in topic '" + topic + "' has no window: " + reason.getMessage()
                        + " Was it written with another serde?",
                reason);
    }

    private static int keyLength(byte[] bytes, int suffixBytes, String kind) {
        if (bytes.length < suffixBytes) {
            throw new SerializationException(
                    "A " + kind + " key ends with " + suffixBytes + " bytes of window, but there are" + " only "
                            + bytes.length + " bytes: was it written with another serde?");
        }
        return bytes.length - suffixBytes;
    }
}
