package dev.millrace.runtime;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What is committed beside an input offset: the highest timestamp taken from the partition, so that the next owner's stream
 * time does not start anew.
 *
 * <pre>
 *   base64 of   | version 1 (1 byte) | timestamp in ms (8 bytes, big-endian) |
 * </pre>
 *
 * The layout is the one that Kafka Streams reads (KIP-360-era partition metadata), so an application can move either way.
 */
final class PartitionMetadata {

    private static final byte VERSION = 1;

    private PartitionMetadata() {}

    static String encode(long partitionTimeMs) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES).put(VERSION).putLong(partitionTimeMs);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** The timestamp; -1 if there is none or the text is not ours. Later versions begin in the same way. */
    static long decode(String metadata) {
        if (metadata.isEmpty()) {
            return -1;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(metadata));
            return bytes.remaining() >= 1 + Long.BYTES && bytes.get() >= VERSION ? bytes.getLong() : -1;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }
}
