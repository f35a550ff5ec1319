package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of stores as bytes. All numbers are big-endian.
 *
 * <pre>
 *   changelog key    key-value   | key |                          also of versioned stores
 *                    window      | key | start, 8 | sequence, 4 |
 *                    session     | key | end, 8   | start, 8    |
 *   changelog value              | value |                        the timestamp is that of the record
 *
 *   table key        key-value   | key |
 *                    window      | segment, 8 | key | start, 8 | sequence, 4 |
 *                    session     | segment, 8 | key | end, 8   | start, 8    |
 *   table value      plain       | value |
 *                    timestamped | timestamp, 8 | value |
 * </pre>
 *
 * <p>The table of a versioned store is drawn in {@link VersionRows}.
 *
 * <p>The changelog is byte for byte what Kafka Streams writes. The segment (time divided by the segment interval)
 * stands first in the table, so that expired windows are one range at its beginning.
 */
final class Rows {

    static final byte[] EMPTY = {};

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Rows() {}

    /** Throws {@link StreamsException} if the row is too short for it. */
    static long longAt(byte[] bytes, int position) {
        try {
            return (long) LONG.get(bytes, position);
        } catch (IndexOutOfBoundsException e) {
            throw tooShort(bytes);
        }
    }

    /** Throws {@link StreamsException} if the row is too short for it. */
    static int intAt(byte[] bytes, int position) {
        try {
            return (int) INT.get(bytes, position);
        } catch (IndexOutOfBoundsException e) {
            throw tooShort(bytes);
        }
    }

    private static StreamsException tooShort(byte[] row) {
        return new StreamsException(
                "A row of " + row.length + " bytes is too short for the numbers that belong into it."
                        + " If it is in the state directory, delete that: stores are filled again from their changelogs");
    }

    static void putLong(byte[] bytes, int position, long value) {
        LONG.set(bytes, position, value);
    }

    static void putInt(byte[] bytes, int position, int value) {
        INT.set(bytes, position, value);
    }

    /** Eight bytes and then the rest. */
    static byte[] prefixed(long number, byte[] rest) {
        byte[] bytes = new byte[8 + rest.length];
        putLong(bytes, 0, number);
        System.arraycopy(rest, 0, bytes, 8, rest.length);
        return bytes;
    }

    /** What stands after the first eight bytes. */
    static byte[] withoutPrefix(byte[] bytes) {
        if (bytes.length < 8) {
            throw tooShort(bytes);
        }
        return Arrays.copyOfRange(bytes, 8, bytes.length);
    }

    /** Eight bytes. */
    static byte[] ofLong(long number) {
        byte[] bytes = new byte[8];
        putLong(bytes, 0, number);
        return bytes;
    }

    /** The first key after all keys that begin with a prefix; null if there is none (only bytes of 255). */
    static byte @Nullable [] afterPrefix(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xff) {
                byte[] next = Arrays.copyOf(prefix, i + 1);
                next[i]++;
                return next;
            }
        }
        return null;
    }

    /** The first key after a key. */
    static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
