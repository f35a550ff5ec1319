package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.jspecify.annotations.Nullable;

/** Reads batches within one view of a partition. Holds no state: any thread may use it. */
/*
 * A fetch is one read of one contiguous range: from the index entry at or before the offset up to as many bytes as were
 * asked for. Then it walks the headers in memory: skips batches before the offset, stops at the bound or the size, and
 * checks each CRC, so that bit rot is found by whoever reads it. Only if a batch does not fit is there a second, larger
 * read.
 *
 * The walk stops after the batch that reaches the bound and never looks at what follows: there somebody may be writing.
 *
 * A batch's checksum does not cover its offset and its length. So damage there, or a segment that lost its end or is
 * missing, shows in the offsets only: unless compaction may have been at work, each batch starts where the one before
 * it ended.
 */
final class LogReader {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int LOOK_BACK_BYTES = 4096;

    private LogReader() {}

    /**
     * Whole batches from an offset on; empty if nothing is there below the bound.
     *
     * @param gapless whether every offset belongs to a batch, because compaction was never here
     */
    static FetchedBatches fetch(LogView view, long offset, int maxBytes, IsolationLevel isolation, boolean gapless)
            throws IOException {
        long bound = view.endOffset(isolation);
        Range range = null;
        for (int i = view.segmentFor(offset); range == null && offset < bound && i < view.segments().length; i++) {
            range = read(view.segments()[i], offset, bound, maxBytes, gapless);
            if (range == null) {
                throw ended(view, i, offset); // compaction leaves each segment its last batch, so they meet
            }
        }
        List<AbortedTransaction> aborted = range == null || isolation == IsolationLevel.READ_UNCOMMITTED
                ? List.of()
                : AbortedTransactions.touching(view.aborted(), range.from, range.to);
        return new FetchedBatches(
                range == null ? NOTHING : range.bytes,
                view.logStartOffset(),
                view.highWatermark(),
                view.lastStableOffset(),
                aborted);
    }

    /** Batches, the first one's base offset, and the offset after the last one. */
    record Range(ByteBuffer bytes, long from, long to) {}

    private static CorruptRecordException ended(LogView view, int number, long offset) {
        Segment segment = view.segments()[number];
        String rest = number + 1 == view.segments().length
                ? "the log goes up to " + view.logEndOffset()
                : "the next segment is that of offset " + view.segments()[number + 1].baseOffset;
        String detail = "it ends before offset " + offset + ", and " + rest;
        return StorageErrors.corrupt(segment.path(), segment.sizeBytes(), detail);
    }

    private static @Nullable Range read(Segment segment, long offset, long bound, int maxBytes, boolean gapless)
            throws IOException {
        int end = segment.sizeBytes();
        int position = segment.positionForOffset(offset);
        long expected = position == 0 ? segment.baseOffset : -1;
        int wanted =
                (int) Math.min((long) Math.max(maxBytes, RecordBatch.HEADER_BYTES) + LOOK_BACK_BYTES, end - position);
        while (position < end) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.min(wanted, end - position));
            segment.file().read(bytes, position);
            if (bytes.hasRemaining()) {
                throw StorageErrors.corrupt(
                        segment.path(), position, "the file ends before its " + end + " bytes that were appended");
            }
            BatchWalk walk = new BatchWalk(segment, position, bytes.flip(), expected, gapless);
            Range range = walk.collect(offset, bound, maxBytes);
            if (range != null || walk.ended()) {
                return range;
            }
            position += walk.at();
            expected = walk.expected();
            wanted = Math.max(walk.needed(), Math.max(maxBytes, RecordBatch.HEADER_BYTES));
        }
        return null;
    }

    /** The first readable record that is at least as new as a timestamp; null if there is none. */
    static @Nullable OffsetAndTimestamp find(LogView view, long timestampMs, IsolationLevel isolation)
            throws IOException {
        long bound = view.endOffset(isolation);
        for (Segment segment : view.segments()) {
            if (segment.maxTimestamp() >= timestampMs) {
                OffsetAndTimestamp found = find(segment, view.logStartOffset(), bound, timestampMs);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The first of the readable records with the newest timestamp; null if there is none. */
    static @Nullable OffsetAndTimestamp findNewest(LogView view, IsolationLevel isolation) throws IOException {
        long bound = view.endOffset(isolation);
        OffsetAndTimestamp newest = null;
        for (int i = view.segments().length - 1; i >= 0; i--) {
            Segment segment = view.segments()[i];
            if (newest == null || segment.maxTimestamp() >= newest.timestamp()) {
                OffsetAndTimestamp found = findNewest(segment, view.logStartOffset(), bound);
                newest = found == null || (newest != null && found.timestamp() < newest.timestamp()) ? newest : found;
            }
        }
        return newest;
    }

    /**
     * By the index, if the newest batch is a readable one of records; else it was a marker, and all batches are looked
     * at.
     */
    private static @Nullable OffsetAndTimestamp findNewest(Segment segment, long logStartOffset, long bound)
            throws IOException {
        OffsetAndTimestamp newest = find(segment, logStartOffset, bound, segment.maxTimestamp());
        SegmentScanner scanner = new SegmentScanner(segment.file(), 0, newest == null ? segment.sizeBytes() : 0);
        RecordBatch batch = scanner.next();
        while (batch != null && batch.baseOffset() < bound) {
            boolean newer = newest == null || batch.maxTimestamp() > newest.timestamp();
            if (newer && !batch.isControl() && batch.lastOffset() >= logStartOffset) {
                OffsetAndTimestamp found = find(batch, logStartOffset, batch.maxTimestamp());
                newest = found == null ? newest : found;
            }
            batch = batch.nextOffset() >= bound ? null : scanner.next();
        }
        return newest;
    }

    private static @Nullable OffsetAndTimestamp find(Segment segment, long logStartOffset, long bound, long timestampMs)
            throws IOException {
        SegmentScanner scanner =
                new SegmentScanner(segment.file(), segment.positionForTimestamp(timestampMs), segment.sizeBytes());
        RecordBatch batch = scanner.next();
        while (batch != null && batch.baseOffset() < bound) {
            if (batch.maxTimestamp() >= timestampMs && !batch.isControl() && batch.lastOffset() >= logStartOffset) {
                OffsetAndTimestamp found = find(batch, logStartOffset, timestampMs);
                if (found != null) {
                    return found;
                }
            }
            batch = batch.nextOffset() >= bound ? null : scanner.next();
        }
        if (batch == null && scanner.problem() != null) {
            throw StorageErrors.corrupt(segment.path(), scanner.position(), scanner.problem());
        }
        return null;
    }

    private static @Nullable OffsetAndTimestamp find(RecordBatch batch, long logStartOffset, long timestampMs) {
        batch.ensureValid();
        RecordCursor record = batch.records();
        while (record.next()) {
            if (record.timestamp() >= timestampMs && record.offset() >= logStartOffset) {
                long found = Math.max(0, record.timestamp());
                return new OffsetAndTimestamp(record.offset(), found, Optional.of(batch.leaderEpoch()));
            }
        }
        return null;
    }
}
