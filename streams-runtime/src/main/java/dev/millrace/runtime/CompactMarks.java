package dev.millrace.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Marks in as few bytes as can be, for tasks with many operators.
 *
 * <pre>
 *   | number of marks | shared | rest | bytes of the rest | mark − base | …  |
 *
 *   shared, rest   the name begins with so many bytes of the one before it, and goes on with so many of its own
 *   base           a time that the marks are near to
 * </pre>
 *
 * Names are in their order, and those that the DSL makes differ in their last digits; times of one task differ by
 * little. All numbers have seven bits a byte, the lowest first; the top bit says that more follow. A difference has its
 * sign in the lowest bit.
 */
final class CompactMarks {

    private static final byte[] NO_NAME = {};

    private CompactMarks() {}

    static byte[] encode(Map<String, Long> marks, long base) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        putNumber(out, marks.size());
        byte[] before = NO_NAME;
        for (Map.Entry<String, Long> mark : new TreeMap<>(marks).entrySet()) {
            byte[] name = mark.getKey().getBytes(StandardCharsets.UTF_8);
            int difference = Arrays.mismatch(before, name);
            int shared = difference < 0 ? name.length : difference;
            putNumber(out, shared);
            putNumber(out, name.length - shared);
            out.write(name, shared, name.length - shared);
            long distance = mark.getValue() - base;
            putNumber(out, (distance << 1) ^ (distance >> 63));
            before = name;
        }
        return out.toByteArray();
    }

    private static void putNumber(ByteArrayOutputStream out, long number) {
        long left = number;
        while ((left & ~0x7FL) != 0) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    /** @throws BufferUnderflowException if the bytes are not what {@link #encode} makes */
    static Map<String, Long> decode(ByteBuffer bytes, long base) {
        Map<String, Long> marks = new TreeMap<>();
        byte[] name = NO_NAME;
        for (long left = number(bytes); left > 0; left--) {
            long shared = number(bytes);
            long rest = number(bytes);
            if (shared < 0 || shared > name.length || rest < 0 || rest > bytes.remaining()) {
                throw new BufferUnderflowException();
            }
            name = Arrays.copyOf(name, (int) (shared + rest));
            bytes.get(name, (int) shared, (int) rest);
            long distance = number(bytes);
            marks.put(new String(name, StandardCharsets.UTF_8), base + ((distance >>> 1) ^ -(distance & 1)));
        }
        return marks;
    }

    private static long number(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new BufferUnderflowException();
    }
}
