package dev.millrace.log.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Builds one batch after the other: {@link #append} records, {@link #build} the batch, {@link #reset()}.
 *
 * <p>Records are written straight into one array that grows and is used again. Uncompressed, that array is the batch:
 * {@link #build} only fills in the header and computes the CRC, once.
 *
 * <p>For one thread.
 */
public final class RecordBatchBuilder {
    /** The largest array that every JVM can make. */
    private static final int LARGEST_ARRAY_BYTES = Integer.MAX_VALUE - 8;

    private final Compression compression;
    private final int level;
    private final int maxSizeBytes;

    private byte[] bytes;
    private byte[] compressed = new byte[0];
    private int end = BatchFormat.RECORDS;
    private int recordCount;
    private long baseTimestamp;
    private long maxTimestamp = BatchFormat.NO_TIMESTAMP;

    private long producerId = BatchFormat.NO_PRODUCER_ID;
    private short producerEpoch = BatchFormat.NO_PRODUCER_EPOCH;
    private int baseSequence = BatchFormat.NO_SEQUENCE;
    private boolean transactional;
    private boolean control;

    /**
     * Makes a builder whose batches may grow as large as an array can be.
     *
     * @param compression of the records
     * @param initialSizeBytes how much room to start with, in bytes
     */
    public RecordBatchBuilder(Compression compression, int initialSizeBytes) {
        this(compression, initialSizeBytes, LARGEST_ARRAY_BYTES);
    }

    /**
     * Makes a builder.
     *
     * @param compression of the records
     * @param initialSizeBytes how much room to start with, in bytes
     * @param maxSizeBytes how large a batch may get before compression, in bytes, if it has more than one record
     */
    public RecordBatchBuilder(Compression compression, int initialSizeBytes, int maxSizeBytes) {
        this(compression, compression.defaultLevel(), initialSizeBytes, maxSizeBytes);
    }

    /**
     * Makes a builder that compresses more or less hard than is usual.
     *
     * @param compression of the records
     * @param level of the compression, see {@link Compression#defaultLevel()}
     * @param initialSizeBytes how much room to start with, in bytes
     * @param maxSizeBytes how large a batch may get before compression, in bytes, if it has more than one record
     */
    public RecordBatchBuilder(Compression compression, int level, int initialSizeBytes, int maxSizeBytes) {
        this.compression = compression;
        this.level = level;
        this.maxSizeBytes = Math.min(maxSizeBytes, LARGEST_ARRAY_BYTES);
        this.bytes = new byte[Math.max(initialSizeBytes, BatchFormat.RECORDS)];
    }

    /** Starts a new batch, without records and without a producer. Buffers built before are no longer good. */
    public void reset() {
        end = BatchFormat.RECORDS;
        recordCount = 0;
        maxTimestamp = BatchFormat.NO_TIMESTAMP;
        producerId = BatchFormat.NO_PRODUCER_ID;
        producerEpoch = BatchFormat.NO_PRODUCER_EPOCH;
        baseSequence = BatchFormat.NO_SEQUENCE;
        transactional = false;
        control = false;
    }

    /**
     * Appends a record, if there is room: the first record always goes in, another only up to the size that the
     * constructor was given.
     *
     * @param timestampMs in milliseconds since the epoch; -1 for none
     * @param key the key, or null
     * @param value the value, or null
     * @param headers the headers, in order; a header's value may be null
     * @return whether the record went in; if not, the batch is full and as it was
     * @throws RecordTooLargeException if the record alone is larger than any batch can be
     */
    public boolean append(long timestampMs, byte @Nullable [] key, byte @Nullable [] value, Header[] headers) {
        long timestampDelta = recordCount == 0 ? 0 : timestampMs - baseTimestamp;
        long sizeBytes = 1L
                + Varints.sizeOfLong(timestampDelta)
                + Varints.sizeOfInt(recordCount)
                + sizeOf(key)
                + sizeOf(value)
                + Varints.sizeOfInt(headers.length);
        byte[][] names = headers.length == 0 ? NO_NAMES : new byte[headers.length][];
        for (int i = 0; i < headers.length; i++) {
            names[i] = headers[i].key().getBytes(StandardCharsets.UTF_8);
            sizeBytes += sizeOf(names[i]) + sizeOf(headers[i].value());
        }
        if (!makeRoom(sizeBytes)) {
            return false;
        }
        if (recordCount == 0) {
            baseTimestamp = timestampMs;
        }
        maxTimestamp = Math.max(maxTimestamp, timestampMs);
        int at = Varints.writeInt(bytes, end, (int) sizeBytes);
        bytes[at++] = 0;
        at = Varints.writeLong(bytes, at, timestampDelta);
        at = Varints.writeInt(bytes, at, recordCount);
        at = write(at, key);
        at = write(at, value);
        at = Varints.writeInt(bytes, at, headers.length);
        for (int i = 0; i < headers.length; i++) {
            at = write(at, names[i]);
            at = write(at, headers[i].value());
        }
        end = at;
        recordCount++;
        return true;
    }

    /**
     * Says who produces this batch. Without it the batch has no producer.
     *
     * @param producerId the producer's id
     * @param epoch its epoch
     * @param baseSequence the sequence of the first record
     * @param transactional whether the batch belongs to the producer's open transaction
     */
    public void producer(long producerId, short epoch, int baseSequence, boolean transactional) {
        this.producerId = producerId;
        this.producerEpoch = epoch;
        this.baseSequence = baseSequence;
        this.transactional = transactional;
    }

    /** Makes this a control batch, for {@link ControlMarker}. */
    void control() {
        control = true;
    }

    /**
     * The number of records so far.
     *
     * @return the number
     */
    public int recordCount() {
        return recordCount;
    }

    /**
     * The size that the batch has so far before compression.
     *
     * @return the size in bytes, the header included
     */
    public int estimatedSizeBytes() {
        return end;
    }

    /**
     * Finishes the batch.
     *
     * @param baseOffset the offset of the first record; a producer, who does not know it, says 0
     * @return the batch, from position to limit. The bytes are the builder's: good until {@link #reset()}, so that what
     *     must live longer is for the receiver to copy
     * @throws IllegalStateException if there is no record
     */
    public ByteBuffer build(long baseOffset) {
        if (recordCount == 0) {
            throw new IllegalStateException("A batch needs a record");
        }
        byte[] target = bytes;
        int size = end;
        if (compression != Compression.NONE) {
            CodecOutput output = new CodecOutput(compressed, BatchFormat.RECORDS);
            Codecs.compress(compression, level, bytes, BatchFormat.RECORDS, end - BatchFormat.RECORDS, output);
            compressed = output.array();
            target = compressed;
            size = output.position();
        }
        ByteBuffer batch = ByteBuffer.wrap(target, 0, size).order(ByteOrder.BIG_ENDIAN);
        writeHeader(batch, baseOffset, size);
        CRC32C crc = new CRC32C();
        crc.update(target, BatchFormat.ATTRIBUTES, size - BatchFormat.ATTRIBUTES);
        batch.putInt(BatchFormat.CRC, (int) crc.getValue());
        return batch;
    }

    private void writeHeader(ByteBuffer batch, long baseOffset, int size) {
        int attributes = compression.id()
                | (transactional ? BatchFormat.TRANSACTIONAL : 0)
                | (control ? BatchFormat.CONTROL : 0);
        batch.putLong(BatchFormat.BASE_OFFSET, baseOffset);
        batch.putInt(BatchFormat.LENGTH, size - BatchFormat.LENGTH_OVERHEAD);
        batch.putInt(BatchFormat.LEADER_EPOCH, BatchFormat.NO_LEADER_EPOCH);
        batch.put(BatchFormat.MAGIC, BatchFormat.MAGIC_V2);
        batch.putShort(BatchFormat.ATTRIBUTES, (short) attributes);
        batch.putInt(BatchFormat.LAST_OFFSET_DELTA, recordCount - 1);
        batch.putLong(BatchFormat.BASE_TIMESTAMP, baseTimestamp);
        batch.putLong(BatchFormat.MAX_TIMESTAMP, maxTimestamp);
        batch.putLong(BatchFormat.PRODUCER_ID, producerId);
        batch.putShort(BatchFormat.PRODUCER_EPOCH, producerEpoch);
        batch.putInt(BatchFormat.BASE_SEQUENCE, baseSequence);
        batch.putInt(BatchFormat.RECORD_COUNT, recordCount);
    }

    private boolean makeRoom(long recordSizeBytes) {
        long needed = end + recordSizeBytes + Varints.MAX_INT_BYTES;
        if (needed > maxSizeBytes && recordCount > 0) {
            return false;
        }
        if (needed > LARGEST_ARRAY_BYTES) {
            throw new RecordTooLargeException(
                    "A record of " + recordSizeBytes + " bytes is larger than a batch can be");
        }
        if (needed > bytes.length) {
            int grown = (int) Math.min(LARGEST_ARRAY_BYTES, Math.max(needed, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, grown);
        }
        return true;
    }

    private int write(int at, byte @Nullable [] field) {
        if (field == null) {
            return Varints.writeInt(bytes, at, -1);
        }
        int next = Varints.writeInt(bytes, at, field.length);
        System.arraycopy(field, 0, bytes, next, field.length);
        return next + field.length;
    }

    private static long sizeOf(byte @Nullable [] field) {
        return field == null ? 1 : Varints.sizeOfInt(field.length) + (long) field.length;
    }

    private static final byte[][] NO_NAMES = new byte[0][];
}
