package dev.millrace.log;

import dev.millrace.log.record.RecordCursor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012): under a secret key nobody can choose inputs that collide.
 * For one thread.
 */
/*
 * Why not a faster hash: compaction takes two keys for the same if their hashes are, and then one of them is lost. With
 * 128 bits that does not happen by chance. With a hash without a secret (murmur, xxh3, and MD5 by now) somebody who
 * chooses the keys of records can make it happen.
 */
final class SipHash implements RecordCursor.Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long key0;
    private final long key1;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private long first;
    private long second;

    SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** The first half of the last hash. */
    long first() {
        return first;
    }

    long second() {
        return second;
    }

    @Override
    public void take(byte[] bytes, int from, int size) {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
        int whole = from + (size & ~7);
        for (int at = from; at < whole; at += 8) {
            compress((long) LONGS.get(bytes, at));
        }
        long last = (long) size << 56;
        for (int i = 0; i < (size & 7); i++) {
            last |= (bytes[whole + i] & 0xffL) << (8 * i);
        }
        compress(last);
        v2 ^= 0xee;
        first = finish();
        v1 ^= 0xdd;
        second = finish();
    }

    private void compress(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private long finish() {
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}
