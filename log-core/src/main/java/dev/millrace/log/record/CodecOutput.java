package dev.millrace.log.record;

import java.io.OutputStream;
import java.util.Arrays;
import org.apache.kafka.common.errors.CorruptRecordException;

/** Bytes that grow as codecs write them: an array that its owner can take back, with a limit. */
final class CodecOutput extends OutputStream {
    private final int limitBytes;
    private byte[] array;
    private int position;

    /**
     * An output without a limit.
     *
     * @param array used as long as it is large enough
     * @param position where to write first
     */
    CodecOutput(byte[] array, int position) {
        this(array, position, Integer.MAX_VALUE - 8);
    }

    CodecOutput(byte[] array, int position, int limitBytes) {
        this.array = array;
        this.limitBytes = limitBytes;
        this.position = position;
        if (array.length < position) {
            this.array = new byte[position];
        }
    }

    byte[] array() {
        return array;
    }

    int position() {
        return position;
    }

    /** Makes sure of room after the position. */
    void ensureRoom(int sizeBytes) {
        long needed = (long) position + sizeBytes;
        if (needed > limitBytes) {
            throw tooLarge(limitBytes);
        }
        if (needed > array.length) {
            array = Arrays.copyOf(array, (int) Math.min(limitBytes, Math.max(needed, 2L * array.length)));
        }
    }

    /** Counts bytes that were written into the array directly. */
    void advance(int sizeBytes) {
        position += sizeBytes;
    }

    static CorruptRecordException tooLarge(int limitBytes) {
        return new CorruptRecordException("The records of a batch are larger than " + limitBytes
                + " bytes when decompressed, which is the limit");
    }

    @Override
    public void write(int b) {
        ensureRoom(1);
        array[position++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int from, int length) {
        ensureRoom(length);
        System.arraycopy(source, from, array, position, length);
        position += length;
    }
}
