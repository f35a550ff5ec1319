package dev.millrace.log.record;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A view on one record batch (format v2) that lies in a buffer. It copies nothing; the buffer must stay as it is while
 * the view is used. Positions and limit of the buffer are left alone.
 *
 * <p>Making the view checks only what is needed to stay inside the buffer. {@link #ensureValid()} checks the CRC; what
 * a batch from outside says should not be believed before.
 *
 * <p>Several threads may read one view at once; the methods that assign need it for themselves.
 */
public final class RecordBatch {
    /**
     * How large the records of one batch may become when decompressed, in bytes, unless the caller says otherwise. It
     * also bounds zstd's window, whose largest setting needs just this.
     */
    public static final int DEFAULT_DECOMPRESSION_LIMIT_BYTES = 128 << 20;

    /** The size of a batch without any record, in bytes. */
    public static final int HEADER_BYTES = BatchFormat.RECORDS;

    /** How many bytes {@link #sizeAt(ByteBuffer, int)} needs to see to tell the size of a batch. */
    public static final int PREFIX_BYTES = BatchFormat.PREFIX_BYTES;

    private final ByteBuffer buffer;
    private final int start;
    private final int sizeBytes;

    private RecordBatch(ByteBuffer buffer, int start, int sizeBytes) {
        this.buffer = buffer;
        this.start = start;
        this.sizeBytes = sizeBytes;
    }

    /**
     * A view on the batch that starts at a position.
     *
     * @param buffer holds the whole batch before its limit
     * @param position where the batch starts, from the start of the buffer
     * @return the view
     * @throws CorruptRecordException if there is no batch of format v2, or not all of it
     */
    public static RecordBatch at(ByteBuffer buffer, int position) {
        int sizeBytes = sizeAt(buffer, position);
        if (sizeBytes <= 0) {
            throw new CorruptRecordException("No batch at byte " + position + ": "
                    + (sizeBytes == 0 ? "zeros" : "only " + (buffer.limit() - position) + " bytes are left"));
        }
        if (sizeBytes > buffer.limit() - position) {
            throw new CorruptRecordException("The batch at byte " + position + " says it has " + sizeBytes
                    + " bytes, but only " + (buffer.limit() - position) + " are there");
        }
        return new RecordBatch(buffer, position, sizeBytes);
    }

    /**
     * A view on a batch of which only the header is at hand. What the header says can be asked, which is everything but
     * the records, the bytes and whether they are valid.
     *
     * @param header holds {@link #HEADER_BYTES} bytes before its limit
     * @return the view
     * @throws CorruptRecordException if this is no batch of format v2
     */
    public static RecordBatch header(ByteBuffer header) {
        int sizeBytes = sizeAt(header, 0);
        if (sizeBytes <= 0 || header.limit() < HEADER_BYTES) {
            throw new CorruptRecordException("No header of a batch in " + header.limit() + " bytes");
        }
        return new RecordBatch(header, 0, sizeBytes);
    }

    /**
     * The size of the batch that starts at a position, which need not be there as a whole.
     *
     * @param buffer holds the batch or its beginning before its limit
     * @param position where the batch starts, from the start of the buffer
     * @return the size in bytes; {@code -1} if fewer than {@link #PREFIX_BYTES} bytes are left; {@code 0} if the bytes
     *     are zeros, as in space that was allocated and not written
     * @throws CorruptRecordException if this is no batch of format v2
     */
    public static int sizeAt(ByteBuffer buffer, int position) {
        if (buffer.limit() - position < BatchFormat.PREFIX_BYTES) {
            return -1;
        }
        int length = buffer.getInt(position + BatchFormat.LENGTH);
        byte magic = buffer.get(position + BatchFormat.MAGIC);
        if (length == 0 && magic == 0 && buffer.getLong(position + BatchFormat.BASE_OFFSET) == 0) {
            return 0;
        }
        if (length < BatchFormat.RECORDS - BatchFormat.LENGTH_OVERHEAD
                || length > Integer.MAX_VALUE - BatchFormat.LENGTH_OVERHEAD) {
            throw new CorruptRecordException(
                    "No batch at byte " + position + ": the length field says " + length + ", which cannot be");
        }
        if (magic != BatchFormat.MAGIC_V2) {
            throw new CorruptRecordException("No batch of format 2 at byte " + position + ": the format is " + magic);
        }
        return length + BatchFormat.LENGTH_OVERHEAD;
    }

    /**
     * The whole batches from the buffer's position to its limit, in order. A torn one at the end, or zeros, end the
     * iteration.
     *
     * @param buffer the batches; its position and limit are left alone
     * @return the batches; iterating throws {@link CorruptRecordException} where the bytes are no batch of format v2
     */
    public static Iterable<RecordBatch> iterate(ByteBuffer buffer) {
        return () -> new BatchIterator(buffer);
    }

    /**
     * The size of this batch.
     *
     * @return all its bytes, the header included
     */
    public int sizeBytes() {
        return sizeBytes;
    }

    /**
     * Where this batch starts.
     *
     * @return the position in the buffer, from its start
     */
    public int position() {
        return start;
    }

    /**
     * The bytes of this batch.
     *
     * @return a buffer of its own over the same bytes, from the batch's first byte to its last
     */
    public ByteBuffer bytes() {
        return buffer.duplicate().limit(start + sizeBytes).position(start).slice();
    }

    /**
     * The offset of the first record (before compaction removed any).
     *
     * @return the offset
     */
    public long baseOffset() {
        return buffer.getLong(start + BatchFormat.BASE_OFFSET);
    }

    /**
     * The offset of the last record (before compaction removed any).
     *
     * @return the offset
     */
    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    /**
     * The offset after the last record.
     *
     * @return the offset
     */
    public long nextOffset() {
        return lastOffset() + 1;
    }

    /**
     * The epoch of the partition's leader that took this batch.
     *
     * @return the epoch; -1 if none took it yet
     */
    public int leaderEpoch() {
        return buffer.getInt(start + BatchFormat.LEADER_EPOCH);
    }

    /**
     * How the records are compressed.
     *
     * @return the compression
     * @throws CorruptRecordException if the batch names one that does not exist
     */
    public Compression compression() {
        return Compression.forId(attributes() & BatchFormat.COMPRESSION_MASK);
    }

    /**
     * What the timestamps mean.
     *
     * @return {@link TimestampType#CREATE_TIME} or {@link TimestampType#LOG_APPEND_TIME}
     */
    public TimestampType timestampType() {
        return has(BatchFormat.LOG_APPEND_TIME) ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
    }

    /**
     * Tells whether the batch belongs to a transaction. The markers that end a transaction do too.
     *
     * @return whether it does
     */
    public boolean isTransactional() {
        return has(BatchFormat.TRANSACTIONAL);
    }

    /**
     * Tells whether the batch holds a control record (see {@link ControlMarker}), which no consumer is shown.
     *
     * @return whether it does
     */
    public boolean isControl() {
        return has(BatchFormat.CONTROL);
    }

    /**
     * Tells whether compaction noted in this batch from when on its tombstones may go; {@link #baseTimestamp()} is then
     * that time.
     *
     * @return whether it did
     */
    public boolean hasDeleteHorizon() {
        return has(BatchFormat.DELETE_HORIZON);
    }

    /**
     * The timestamp that those of the records are counted from.
     *
     * @return milliseconds since the epoch; -1 if none
     */
    public long baseTimestamp() {
        return buffer.getLong(start + BatchFormat.BASE_TIMESTAMP);
    }

    /**
     * The largest timestamp in the batch; with {@link TimestampType#LOG_APPEND_TIME} the time of all its records.
     *
     * @return milliseconds since the epoch; -1 if none
     */
    public long maxTimestamp() {
        return buffer.getLong(start + BatchFormat.MAX_TIMESTAMP);
    }

    /**
     * The producer.
     *
     * @return its id; -1 if it has none
     */
    public long producerId() {
        return buffer.getLong(start + BatchFormat.PRODUCER_ID);
    }

    /**
     * Tells whether the producer gave itself an id, so that the batch can be told from its retry.
     *
     * @return whether it did
     */
    public boolean hasProducerId() {
        return producerId() > BatchFormat.NO_PRODUCER_ID;
    }

    /**
     * The producer's epoch.
     *
     * @return the epoch; -1 if none
     */
    public short producerEpoch() {
        return buffer.getShort(start + BatchFormat.PRODUCER_EPOCH);
    }

    /**
     * The sequence of the first record.
     *
     * @return the sequence; -1 if none
     */
    public int baseSequence() {
        return buffer.getInt(start + BatchFormat.BASE_SEQUENCE);
    }

    /**
     * The sequence of the last record. After 2^31-1 comes 0.
     *
     * @return the sequence; -1 if none
     */
    public int lastSequence() {
        int base = baseSequence();
        return base < 0 ? BatchFormat.NO_SEQUENCE : BatchFormat.sequenceAfter(base, lastOffsetDelta());
    }

    /**
     * The number of records in the batch.
     *
     * @return the number, as the header says
     */
    public int recordCount() {
        return buffer.getInt(start + BatchFormat.RECORD_COUNT);
    }

    /**
     * Checks the CRC, and that the counts of the header can be.
     *
     * @throws CorruptRecordException if the batch is not what was written
     */
    public void ensureValid() {
        int stored = buffer.getInt(start + BatchFormat.CRC);
        int computed = computeCrc();
        if (stored != computed) {
            throw new CorruptRecordException("The batch with base offset " + baseOffset() + " (" + sizeBytes
                    + " bytes) is damaged: its CRC is " + Integer.toHexString(stored) + ", its bytes give "
                    + Integer.toHexString(computed));
        }
        if (lastOffsetDelta() < 0 || recordCount() < 0) {
            throw new CorruptRecordException("The batch with base offset " + baseOffset() + " counts " + recordCount()
                    + " records and ends " + lastOffsetDelta() + " offsets after the first: neither may be negative");
        }
    }

    /**
     * Tells whether {@link #ensureValid()} would pass.
     *
     * @return whether it would
     */
    public boolean isValid() {
        return buffer.getInt(start + BatchFormat.CRC) == computeCrc() && lastOffsetDelta() >= 0 && recordCount() >= 0;
    }

    /**
     * Stamps the place in the log into the batch. The CRC does not cover it.
     *
     * @param baseOffset the offset of the first record
     * @param leaderEpoch the leader's epoch; -1 for none
     */
    public void assignOffsets(long baseOffset, int leaderEpoch) {
        buffer.putLong(start + BatchFormat.BASE_OFFSET, baseOffset);
        buffer.putInt(start + BatchFormat.LEADER_EPOCH, leaderEpoch);
    }

    /**
     * Makes the time of the append the time of all records ({@link TimestampType#LOG_APPEND_TIME}), and the CRC new.
     *
     * @param nowMs the time, in milliseconds since the epoch
     */
    public void assignAppendTime(long nowMs) {
        int attributes = attributes() | BatchFormat.LOG_APPEND_TIME;
        buffer.putShort(start + BatchFormat.ATTRIBUTES, (short) attributes);
        buffer.putLong(start + BatchFormat.MAX_TIMESTAMP, nowMs);
        buffer.putInt(start + BatchFormat.CRC, computeCrc());
    }

    /**
     * The records, decompressed if need be, at most {@link #DEFAULT_DECOMPRESSION_LIMIT_BYTES} of them.
     *
     * @return a cursor before the first record
     * @throws CorruptRecordException if they cannot be decompressed, or are too large
     */
    public RecordCursor records() {
        return records(DEFAULT_DECOMPRESSION_LIMIT_BYTES);
    }

    /**
     * The records, decompressed if need be.
     *
     * @param limitBytes how large they may become by decompression, in bytes
     * @return a cursor before the first record
     * @throws CorruptRecordException if they cannot be decompressed, or are too large
     */
    public RecordCursor records(int limitBytes) {
        Compression compression = compression();
        int length = sizeBytes - BatchFormat.RECORDS;
        byte[] array;
        int from;
        if (buffer.hasArray()) {
            array = buffer.array();
            from = buffer.arrayOffset() + start + BatchFormat.RECORDS;
        } else {
            array = new byte[length];
            buffer.get(start + BatchFormat.RECORDS, array);
            from = 0;
        }
        if (compression == Compression.NONE) {
            return new RecordCursor(this, array, from, from + length);
        }
        CodecOutput plain = Codecs.decompress(compression, array, from, length, limitBytes);
        return new RecordCursor(this, plain.array(), 0, plain.position());
    }

    @Override
    public String toString() {
        return "RecordBatch(offsets " + baseOffset() + " to " + lastOffset() + ", " + sizeBytes + " bytes, "
                + recordCount() + " records, producer " + producerId() + " epoch " + producerEpoch() + " sequence "
                + baseSequence() + (isTransactional() ? ", transactional" : "") + (isControl() ? ", control" : "")
                + ")";
    }

    int lastOffsetDelta() {
        return buffer.getInt(start + BatchFormat.LAST_OFFSET_DELTA);
    }

    private int attributes() {
        return buffer.getShort(start + BatchFormat.ATTRIBUTES);
    }

    private boolean has(int bit) {
        return (attributes() & bit) != 0;
    }

    private int computeCrc() {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(start + sizeBytes).position(start + BatchFormat.ATTRIBUTES));
        return (int) crc.getValue();
    }

    private static final class BatchIterator implements Iterator<RecordBatch> {
        private final ByteBuffer buffer;
        private int position;
        private @Nullable RecordBatch next;

        BatchIterator(ByteBuffer buffer) {
            this.buffer = buffer;
            this.position = buffer.position();
        }

        @Override
        public boolean hasNext() {
            if (next == null) {
                int sizeBytes = sizeAt(buffer, position);
                if (sizeBytes > 0 && sizeBytes <= buffer.limit() - position) {
                    next = new RecordBatch(buffer, position, sizeBytes);
                    position += sizeBytes;
                }
            }
            return next != null;
        }

        @Override
        public RecordBatch next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            RecordBatch batch = next;
            next = null;
            return batch;
        }
    }
}
