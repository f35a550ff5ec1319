package dev.millrace.runtime;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is committed beside an input offset: the highest timestamp taken from the partition, so that the next owner's
 * stream time does not start anew, and what processors remember with it.
 *
 * <pre>
 *   base64 of   | version 1 (1 byte) | timestamp in ms (8 bytes, big-endian) |
 *               | version 2 (1 byte) | timestamp | number of marks (4) | length of name (4) | name | time (8) | …  |
 *               | version 3 (1 byte) | timestamp | {@link CompactMarks} |
 * </pre>
 *
 * Versions 1 and 2 are those that Kafka Streams reads and writes, so an application can move either way. Without marks
 * it is version 1. Version 3 is for what would be longer than brokers take: some sixty marks in version 2 are, and some
 * three hundred in this one. Kafka Streams takes it for a time that is not known.
 *
 * @param timeMs -1: not known
 * @param marks by name; see {@link TaskMarks}
 */
record PartitionMetadata(long timeMs, Map<String, Long> marks) {

    private static final byte WITHOUT_MARKS = 1;
    private static final byte WITH_MARKS = 2;
    private static final byte WITH_COMPACT_MARKS = 3;

    /** {@code offset.metadata.max.bytes} of a broker that says nothing else. */
    static final int LONGEST_BY_DEFAULT = 4096;

    private static final PartitionMetadata UNKNOWN = new PartitionMetadata(-1, Map.of());

    String encoded() {
        if (marks.isEmpty()) {
            byte[] bare = new byte[1 + Long.BYTES];
            ByteBuffer.wrap(bare).put(WITHOUT_MARKS).putLong(timeMs);
            return text(bare);
        }
        String plain = text(withMarks());
        return plain.length() <= LONGEST_BY_DEFAULT ? plain : text(withCompactMarks());
    }

    private byte[] withMarks() {
        List<byte[]> names = marks.keySet().stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toList();
        int size = names.stream()
                .mapToInt(name -> Integer.BYTES + name.length + Long.BYTES)
                .sum();
        byte[] marked = new byte[1 + Long.BYTES + Integer.BYTES + size];
        ByteBuffer bytes =
                ByteBuffer.wrap(marked).put(WITH_MARKS).putLong(timeMs).putInt(names.size());
        Iterator<byte[]> name = names.iterator();
        for (long markMs : marks.values()) {
            byte[] bytesOfName = name.next();
            bytes.putInt(bytesOfName.length).put(bytesOfName).putLong(markMs);
        }
        return marked;
    }

    private byte[] withCompactMarks() {
        byte[] compact = CompactMarks.encode(marks, timeMs);
        return ByteBuffer.allocate(1 + Long.BYTES + compact.length)
                .put(WITH_COMPACT_MARKS)
                .putLong(timeMs)
                .put(compact)
                .array();
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Reads what was committed; nothing is known from a text that is not ours. Later versions begin in the same way.
     */
    static PartitionMetadata decode(String metadata) {
        if (metadata.isEmpty()) {
            return UNKNOWN;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(metadata));
            byte version = bytes.get();
            if (version < WITHOUT_MARKS) {
                return UNKNOWN;
            }
            long timeMs = bytes.getLong();
            return new PartitionMetadata(
                    timeMs,
                    switch (version) {
                        case WITH_MARKS -> marks(bytes);
                        case WITH_COMPACT_MARKS -> CompactMarks.decode(bytes, timeMs);
                        default -> Map.of();
                    });
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return UNKNOWN;
        }
    }

    private static Map<String, Long> marks(ByteBuffer bytes) {
        Map<String, Long> marks = new TreeMap<>();
        for (int left = bytes.getInt(); left > 0; left--) {
            int length = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] name = new byte[length];
            bytes.get(name);
            marks.put(new String(name, StandardCharsets.UTF_8), bytes.getLong());
        }
        return marks;
    }
}
