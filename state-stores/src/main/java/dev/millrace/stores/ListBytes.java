package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of byte arrays, as kafka-clients' list serde writes it:
 *
 * <pre>
 *   | 1, one byte: entries of any size | count, 4 | size, 4 | entry | size, 4 | entry | ...
 * </pre>
 *
 * <p>That serde itself makes room for whatever count it is told; here a count is believed only as far as the bytes
 * reach.
 */
final class ListBytes {

    private static final byte ANY_SIZE = 1;

    private ListBytes() {}

    static byte[] of(List<byte[]> entries) {
        int sizeBytes = 1 + Integer.BYTES;
        for (byte[] entry : entries) {
            sizeBytes += Integer.BYTES + entry.length;
        }
        ByteBuffer list = ByteBuffer.allocate(sizeBytes).put(ANY_SIZE).putInt(entries.size());
        for (byte[] entry : entries) {
            list.putInt(entry.length).put(entry);
        }
        return list.array();
    }

    /** A list with one entry more. */
    static byte[] appended(byte[] list, byte[] entry) {
        ByteBuffer longer = ByteBuffer.allocate(list.length + Integer.BYTES + entry.length)
                .put(list)
                .putInt(entry.length)
                .put(entry);
        return longer.putInt(1, longer.getInt(1) + 1).array();
    }

    static List<byte[]> parse(byte[] bytes) {
        ByteBuffer list = ByteBuffer.wrap(bytes);
        if (bytes.length < 1 + Integer.BYTES || list.get() != ANY_SIZE) {
            throw unreadable(bytes);
        }
        int count = list.getInt();
        List<byte[]> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int sizeBytes = list.remaining() < Integer.BYTES ? -1 : list.getInt();
            if (sizeBytes < 0 || sizeBytes > list.remaining()) {
                throw unreadable(bytes);
            }
            byte[] entry = new byte[sizeBytes];
            list.get(entry);
            entries.add(entry);
        }
        return entries;
    }

    private static StreamsException unreadable(byte[] bytes) {
        return new StreamsException("A value of " + bytes.length + " bytes is not a list of byte arrays");
    }
}
