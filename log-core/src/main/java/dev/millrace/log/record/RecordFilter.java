package dev.millrace.log.record;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Takes records out of a batch: {@link #select} says which stay, {@link #build} makes the batch that is left.
 * Everything about it is as it was, the offsets it spans included, except for its size, its record count, its largest
 * timestamp and its CRC.
 *
 * <p>For one thread; used again for the next batch.
 */
/*
 * Records that stay are copied as they are: their offsets and timestamps are relative to the batch's, which do not
 * change. Only a delete horizon (KIP-534) takes the place of the base timestamp, so then the timestamps of all records
 * are written anew.
 */
public final class RecordFilter {
    /** Decides about a record. */
    @FunctionalInterface
    public interface Choice {
        /**
         * Whether a record stays.
         *
         * @param record stands on the record
         * @return whether it does
         */
        boolean keeps(RecordCursor record);
    }

    private static final int SMALLEST_ROOM = 64;

    private byte[] source = new byte[0];
    private int[] starts = new int[SMALLEST_ROOM];
    private int[] bodies = new int[SMALLEST_ROOM];
    private int[] ends = new int[SMALLEST_ROOM];
    private long[] timestampDeltas = new long[SMALLEST_ROOM];
    private int count;
    private long maxTimestamp;
    private boolean tombstone;

    private byte[] plain = new byte[0];
    private byte[] compressed = new byte[0];

    /** Makes a filter. */
    public RecordFilter() {}

    /**
     * Looks at all records of a batch.
     *
     * @param batch the batch, whose CRC was checked; it must stay as it is until {@link #build}
     * @param choice which records stay
     * @return how many do
     * @throws org.apache.kafka.common.errors.CorruptRecordException if they cannot be read
     */
    public int select(RecordBatch batch, Choice choice) {
        count = 0;
        tombstone = false;
        maxTimestamp = BatchFormat.NO_TIMESTAMP;
        RecordCursor record = batch.records();
        source = record.bytes();
        while (record.next()) {
            if (choice.keeps(record)) {
                tombstone |= record.valueSize() < 0;
                maxTimestamp = Math.max(maxTimestamp, record.timestamp());
                remember(record);
            }
        }
        return count;
    }

    private void remember(RecordCursor record) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            bodies = Arrays.copyOf(bodies, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            timestampDeltas = Arrays.copyOf(timestampDeltas, count * 2);
        }
        starts[count] = record.start();
        bodies[count] = record.bodyStart();
        ends[count] = record.end();
        timestampDeltas[count] = record.timestampDelta();
        count++;
    }

    /**
     * Tells whether one of the records that stay has no value.
     *
     * @return whether one does
     */
    public boolean hasTombstone() {
        return tombstone;
    }

    /**
     * Makes what is left of the batch that was selected from, in which at least one record stays.
     *
     * @param batch the same batch
     * @return the smaller batch, from position to limit; good until this filter is used again
     */
    public ByteBuffer build(RecordBatch batch) {
        makePlain();
        int end = BatchFormat.RECORDS;
        for (int i = 0; i < count; i++) {
            int length = ends[i] - starts[i];
            System.arraycopy(source, starts[i], plain, end, length);
            end += length;
        }
        return finish(batch, end, batch.baseTimestamp(), batch.hasDeleteHorizon());
    }

    /**
     * Like {@link #build(RecordBatch)}, and notes in the batch from when on its tombstones, or the marker that it is,
     * may go.
     *
     * @param batch the same batch
     * @param horizonMs the time, in milliseconds since the epoch
     * @return the batch, from position to limit; good until this filter is used again
     */
    public ByteBuffer build(RecordBatch batch, long horizonMs) {
        makePlain();
        long shift = batch.baseTimestamp() - horizonMs;
        int end = BatchFormat.RECORDS;
        for (int i = 0; i < count; i++) {
            long delta = timestampDeltas[i] + shift;
            int body = ends[i] - bodies[i];
            end = Varints.writeInt(plain, end, 1 + Varints.sizeOfLong(delta) + body);
            plain[end++] = 0;
            end = Varints.writeLong(plain, end, delta);
            System.arraycopy(source, bodies[i], plain, end, body);
            end += body;
        }
        return finish(batch, end, horizonMs, true);
    }

    /** Room for all records that stay, even if each of their timestamps takes as much as it can. */
    private void makePlain() {
        long room = BatchFormat.RECORDS;
        for (int i = 0; i < count; i++) {
            room += ends[i] - starts[i] + Varints.MAX_LONG_BYTES + Varints.MAX_INT_BYTES;
        }
        if (plain.length < room) {
            plain = new byte[Math.toIntExact(Math.max(room, Math.min(2L * plain.length, 1 << 20)))];
        }
    }

    private ByteBuffer finish(RecordBatch batch, int plainEnd, long baseTimestamp, boolean horizon) {
        byte[] target = plain;
        int size = plainEnd;
        if (batch.compression() != Compression.NONE) {
            CodecOutput output = new CodecOutput(compressed, BatchFormat.RECORDS);
            int length = plainEnd - BatchFormat.RECORDS;
            Compression compression = batch.compression();
            Codecs.compress(compression, compression.defaultLevel(), plain, BatchFormat.RECORDS, length, output);
            compressed = output.array();
            target = compressed;
            size = output.position();
        }
        ByteBuffer result = header(batch, target, size);
        if (horizon) {
            result.putShort(BatchFormat.ATTRIBUTES, (short)
                    (result.getShort(BatchFormat.ATTRIBUTES) | BatchFormat.DELETE_HORIZON));
        }
        result.putLong(BatchFormat.BASE_TIMESTAMP, baseTimestamp);
        result.putLong(BatchFormat.MAX_TIMESTAMP, maxTimestamp);
        result.putInt(BatchFormat.RECORD_COUNT, count);
        return seal(result);
    }

    /**
     * What is left of a batch without its records: who produced it, its offsets and sequences.
     *
     * @param batch the batch
     * @return a batch of {@link RecordBatch#HEADER_BYTES} bytes, from position to limit
     */
    public static ByteBuffer emptied(RecordBatch batch) {
        ByteBuffer result = header(batch, new byte[BatchFormat.RECORDS], BatchFormat.RECORDS);
        int none = BatchFormat.COMPRESSION_MASK | BatchFormat.DELETE_HORIZON;
        result.putShort(BatchFormat.ATTRIBUTES, (short) (result.getShort(BatchFormat.ATTRIBUTES) & ~none));
        result.putLong(BatchFormat.BASE_TIMESTAMP, BatchFormat.NO_TIMESTAMP);
        result.putInt(BatchFormat.RECORD_COUNT, 0);
        return seal(result);
    }

    private static ByteBuffer header(RecordBatch batch, byte[] target, int size) {
        ByteBuffer result = ByteBuffer.wrap(target, 0, size);
        result.put(0, batch.bytes(), 0, BatchFormat.RECORDS);
        return result.putInt(BatchFormat.LENGTH, size - BatchFormat.LENGTH_OVERHEAD);
    }

    private static ByteBuffer seal(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(BatchFormat.ATTRIBUTES));
        return batch.putInt(BatchFormat.CRC, (int) crc.getValue());
    }
}
