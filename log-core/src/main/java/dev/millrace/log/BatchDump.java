package dev.millrace.log;

import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.TimestampType;

/** Shows the batches of a segment, or of a journal's entry. */
/*
 * The size of a batch is believed only as far as the file reaches, and its bytes are loaded only after they were
 * digested piece by piece: a damaged size costs no memory. After a batch with a wrong checksum the next one is tried
 * where this one should end.
 */
final class BatchDump {
    private static final int HEADER_BYTES = RecordBatch.HEADER_BYTES;
    private static final int CRC_AT = 17;
    private static final int CRC_FROM = 21;
    private static final int LENGTH_AT = 8;
    private static final int MAGIC_AT = 16;
    private static final int LONGEST_MARKER_BYTES = 1024;

    private final FilePieces pieces;
    private final DumpOptions options;
    private final DumpVisitor visitor;
    private long shown;

    BatchDump(FilePieces pieces, DumpOptions options, DumpVisitor visitor) {
        this.pieces = pieces;
        this.options = options;
        this.visitor = visitor;
    }

    /** Shows what lies between two bytes; offsets may not be below {@code leastOffset}. */
    void dump(long from, long to, long leastOffset) throws IOException {
        long position = from;
        long least = leastOffset;
        while (position < to && shown < options.limit()) {
            int size = sizeAt(position, to, least);
            if (size <= 0 || (position >= options.unsyncedFrom() && isTorn(position, size, least))) {
                return;
            }
            // A header alone, in a buffer of its own: the pieces move on while the rest is digested.
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            header.put(pieces.at(position, HEADER_BYTES)).flip();
            RecordBatch batch = RecordBatch.header(header);
            if (batch.baseOffset() < least) {
                visitor.damaged(position, "a base offset of " + least + " or more", "" + batch.baseOffset());
            }
            if (batch.lastOffset() >= options.fromOffset()) {
                shown++;
                show(position, size, batch);
            }
            least = Math.max(least, batch.nextOffset());
            position += size;
        }
    }

    /** The size of the batch at a position; 0 where there is none, which has been told. */
    private int sizeAt(long position, long to, long offset) throws IOException {
        long left = to - position;
        ByteBuffer header = pieces.at(position, (int) Math.min(left, HEADER_BYTES));
        boolean zeros = left >= RecordBatch.PREFIX_BYTES
                ? header.getInt(LENGTH_AT) == 0 && header.get(MAGIC_AT) == 0 && header.getLong(0) == 0
                : pieces.firstNonZero(position) >= to;
        if (zeros) {
            long end = Math.min(to, pieces.firstNonZero(position));
            if (end < to) {
                wrong(position, offset, end, "zeros up to the end, as before", "something else");
            } else {
                visitor.entry(position, "zeros", Map.of("bytes", left));
            }
            return 0;
        }
        if (left < HEADER_BYTES) {
            wrong(position, offset, position, "the header of a batch, " + HEADER_BYTES + " bytes", left + " bytes");
            return 0;
        }
        if (header.get(MAGIC_AT) != 2) {
            wrong(position, offset, position + MAGIC_AT, "2, the format of a batch", "" + header.get(MAGIC_AT));
            return 0;
        }
        long size = header.getInt(LENGTH_AT) + (long) LENGTH_AT + Integer.BYTES;
        if (size < HEADER_BYTES || size > Math.min(left, Integer.MAX_VALUE)) {
            wrong(
                    position,
                    offset,
                    position + LENGTH_AT,
                    "a batch of " + HEADER_BYTES + " to " + left + " bytes, which are left",
                    "one of " + size + " bytes");
            return 0;
        }
        return (int) size;
    }

    /** Where a batch should begin, there is none. */
    private void wrong(long batchAt, long offset, long position, String expected, String found) {
        if (batchAt >= options.unsyncedFrom()) {
            visitor.torn(batchAt, Math.max(0, offset), found);
        } else {
            visitor.damaged(position, expected, found);
        }
    }

    /** Whether a batch whose bytes reach far enough was not written as a whole; told if so. */
    private boolean isTorn(long position, int size, long offset) throws IOException {
        boolean torn = digest(position, size) != storedDigest(position);
        if (torn) {
            visitor.torn(position, Math.max(0, offset), "a batch with a wrong checksum");
        }
        return torn;
    }

    private int digest(long position, int size) throws IOException {
        CRC32C crc = new CRC32C();
        pieces.digest(crc, position + CRC_FROM, size - CRC_FROM);
        return (int) crc.getValue();
    }

    private int storedDigest(long position) throws IOException {
        return pieces.at(position + CRC_AT, Integer.BYTES).getInt();
    }

    private void show(long position, int size, RecordBatch batch) throws IOException {
        int digest = digest(position, size);
        int stored = storedDigest(position);
        boolean valid = stored == digest;
        boolean load = valid && (options.deep() || (batch.isControl() && size <= LONGEST_MARKER_BYTES));
        RecordBatch whole = load ? RecordBatch.at(pieces.at(position, size), 0) : batch;
        visitor.entry(position, batch.isControl() ? "marker" : "batch", fields(batch, whole, size));
        if (!valid) {
            visitor.damaged(
                    position + CRC_AT,
                    "CRC32C " + FilePieces.hex(digest) + ", that of the batch's bytes",
                    FilePieces.hex(stored));
        } else if (options.deep()) {
            showRecords(position, whole);
        }
    }

    private void showRecords(long position, RecordBatch batch) {
        int seen = 0;
        try {
            RecordCursor records = batch.records();
            while (records.next()) {
                seen++;
                if (records.offset() >= options.fromOffset()) {
                    visitor.record(records, batch.isControl());
                }
            }
        } catch (CorruptRecordException e) {
            visitor.damaged(
                    position + HEADER_BYTES,
                    batch.recordCount() + " records",
                    seen + ", then this: " + StorageErrors.reason(e));
        }
    }

    private static Map<String, Object> fields(RecordBatch header, RecordBatch whole, int size) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("offsets", header.baseOffset() + ".." + header.lastOffset());
        fields.put("bytes", size);
        fields.put("records", header.recordCount());
        fields.put("compression", compression(header));
        fields.put(
                header.timestampType() == TimestampType.LOG_APPEND_TIME ? "append time" : "largest time",
                header.maxTimestamp());
        fields.put("leader epoch", header.leaderEpoch());
        if (header.hasProducerId()) {
            fields.put("producer", header.producerId());
            fields.put("epoch", header.producerEpoch());
            fields.put("sequences", header.baseSequence() + ".." + header.lastSequence());
        }
        if (header.isTransactional()) {
            fields.put("transactional", true);
        }
        if (header.hasDeleteHorizon()) {
            fields.put("delete horizon", header.baseTimestamp());
        }
        if (header.isControl()) {
            fields.put("control", marker(header, whole));
        }
        return fields;
    }

    private static String compression(RecordBatch header) {
        try {
            return header.compression().configName();
        } catch (CorruptRecordException e) {
            return "unknown";
        }
    }

    private static String marker(RecordBatch header, RecordBatch whole) {
        if (whole == header) {
            return "not read";
        }
        try {
            ControlMarker.Type type = ControlMarker.of(whole);
            return switch (type) {
                case COMMIT -> "commit, coordinator epoch " + ControlMarker.coordinatorEpoch(whole);
                case ABORT -> "abort, coordinator epoch " + ControlMarker.coordinatorEpoch(whole);
                case OTHER -> "other";
            };
        } catch (CorruptRecordException e) {
            return "not a marker: " + StorageErrors.reason(e);
        }
    }
}
