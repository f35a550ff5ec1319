package dev.millrace.streams.operator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * 128 bits that stand for the bytes of a value: how a join by foreign key knows whether an answer belongs to the value
 * that is there now.
 */
/*
 * MurmurHash3, x64, 128 bits (Austin Appleby, public domain): two lanes, sixteen bytes at a time, little-endian; what
 * is left over is mixed in once; then both lanes are mixed to the end. The seed is the one of Kafka Streams, so that an
 * answer that is under way when an application moves over is understood.
 */
public record ValueHash(long first, long second) {

    static final int SIZE_BYTES = 2 * Long.BYTES;

    private static final long SEED = 104_729;
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    /**
     * The hash of these bytes.
     *
     * @param bytes not changed; may be empty
     * @return equal for equal bytes
     */
    public static ValueHash of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long h1 = SEED;
        long h2 = SEED;
        while (in.remaining() >= SIZE_BYTES) {
            h1 = (Long.rotateLeft(h1 ^ lane1(in.getLong()), 27) + h2) * 5 + 0x52dce729;
            h2 = (Long.rotateLeft(h2 ^ lane2(in.getLong()), 31) + h1) * 5 + 0x38495ab5;
        }
        if (in.hasRemaining()) {
            byte[] rest = new byte[SIZE_BYTES];
            in.get(rest, 0, in.remaining());
            ByteBuffer padded = ByteBuffer.wrap(rest).order(ByteOrder.LITTLE_ENDIAN);
            h1 ^= lane1(padded.getLong());
            h2 ^= lane2(padded.getLong());
        }
        h1 ^= bytes.length;
        h2 ^= bytes.length;
        h1 += h2;
        h2 += h1;
        h1 = mixed(h1);
        h2 = mixed(h2);
        h1 += h2;
        return new ValueHash(h1, h2 + h1);
    }

    private static long lane1(long word) {
        return Long.rotateLeft(word * C1, 31) * C2;
    }

    private static long lane2(long word) {
        return Long.rotateLeft(word * C2, 33) * C1;
    }

    private static long mixed(long hash) {
        long h = hash;
        h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }

    void writeTo(ByteBuffer out) {
        out.putLong(first).putLong(second);
    }

    static ValueHash readFrom(ByteBuffer in) {
        return new ValueHash(in.getLong(), in.getLong());
    }
}
