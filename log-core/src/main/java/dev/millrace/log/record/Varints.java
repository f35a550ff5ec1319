package dev.millrace.log.record;

/** Zigzag varints as {@link BatchFormat} draws them, written to and sized for byte arrays. */
final class Varints {
    /** The most bytes a varlong takes. */
    static final int MAX_LONG_BYTES = 10;

    /** The most bytes a varint takes. */
    static final int MAX_INT_BYTES = 5;

    private Varints() {}

    static int sizeOfInt(int value) {
        int zigzag = (value << 1) ^ (value >> 31);
        return (38 - Integer.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    static int sizeOfLong(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /** Writes a varint; returns the position after it. The array must have room. */
    static int writeInt(byte[] bytes, int position, int value) {
        int rest = (value << 1) ^ (value >> 31);
        int at = position;
        while ((rest & ~0x7f) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }

    /** Writes a varlong; returns the position after it. The array must have room. */
    static int writeLong(byte[] bytes, int position, long value) {
        long rest = (value << 1) ^ (value >> 63);
        int at = position;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }
}
