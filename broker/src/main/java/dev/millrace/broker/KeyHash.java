package dev.millrace.broker;

/**
 * The partition of a key: the hash that Apache Kafka's clients use, so that a key lies in the same partition whoever
 * writes it.
 *
 * <p>MurmurHash2 (Austin Appleby, public domain) of the key's bytes with Kafka's seed, the sign bit dropped, modulo the
 * number of partitions.
 */
final class KeyHash {

    private static final int SEED = 0x9747b28c;
    private static final int MULTIPLIER = 0x5bd1e995;
    private static final int SHIFT = 24;

    private KeyHash() {}

    static int partition(byte[] key, int partitionCount) {
        return (murmur2(key) & 0x7fffffff) % partitionCount;
    }

    static int murmur2(byte[] data) {
        int hash = SEED ^ data.length;
        int wholeWords = data.length & ~3;
        for (int i = 0; i < wholeWords; i += 4) {
            int word = (data[i] & 0xff)
                    | (data[i + 1] & 0xff) << 8
                    | (data[i + 2] & 0xff) << 16
                    | (data[i + 3] & 0xff) << 24;
            word *= MULTIPLIER;
            word ^= word >>> SHIFT;
            word *= MULTIPLIER;
            hash = (hash * MULTIPLIER) ^ word;
        }
        for (int i = data.length - 1; i >= wholeWords; i--) {
            hash ^= (data[i] & 0xff) << (8 * (i - wholeWords));
        }
        if (wholeWords < data.length) {
            hash *= MULTIPLIER;
        }
        hash ^= hash >>> 13;
        hash *= MULTIPLIER;
        return hash ^ (hash >>> 15);
    }
}
