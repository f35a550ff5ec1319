package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the batches in a piece of a segment, for {@link LogReader}: collects what is asked for, and checks it.
 */
/*
 * What comes before a damaged place is handed out, what follows it is not looked at: the error is for the reader who
 * asks for the damaged batch.
 */
final class BatchWalk {
    private final Segment segment;
    private final int bufferPosition;
    private final ByteBuffer bytes;
    private final boolean gapless;

    /**
     * Where the next batch should start (or, if there may be gaps, may start at the earliest); -1 if that is not known.
     */
    private long expected;

    private int at;
    private int needed;
    private boolean ended;

    BatchWalk(Segment segment, int bufferPosition, ByteBuffer bytes, long expected, boolean gapless) {
        this.segment = segment;
        this.bufferPosition = bufferPosition;
        this.bytes = bytes;
        this.expected = expected;
        this.gapless = gapless;
    }

    /** Where the walk stands, from the start of the buffer. */
    int at() {
        return at;
    }

    /** If the batch at that place is not in the buffer as a whole: how many bytes it takes. */
    int needed() {
        return needed;
    }

    /** Whether it came to the bound. */
    boolean ended() {
        return ended;
    }

    long expected() {
        return expected;
    }

    /** The batches from an offset to a bound, as many as fit, one at least; null if none is here. */
    LogReader.@Nullable Range collect(long offset, long bound, int maxBytes) {
        int start = -1;
        long from = 0;
        long to = 0;
        try {
            while (!ended) {
                RecordBatch batch = nextWhole(offset);
                if (batch == null || (start >= 0 && at + batch.sizeBytes() - start > maxBytes)) {
                    break;
                }
                long next = batch.nextOffset();
                ended = next >= bound;
                if (batch.baseOffset() >= bound) {
                    break;
                }
                if (next > offset) {
                    batch.ensureValid();
                    from = start < 0 ? batch.baseOffset() : from;
                    start = start < 0 ? at : start;
                    to = next;
                }
                at += batch.sizeBytes();
                expected = next;
            }
        } catch (CorruptRecordException e) {
            if (start < 0) {
                throw StorageErrors.corrupt(segment.path(), bufferPosition + at, StorageErrors.reason(e));
            }
        }
        return start < 0 ? null : new LogReader.Range(bytes.slice(start, at - start), from, to);
    }

    private @Nullable RecordBatch nextWhole(long offset) {
        int size = RecordBatch.sizeAt(bytes, at);
        if (size == 0) {
            throw new CorruptRecordException("zeros where a batch should be");
        }
        if (size < 0 || size > bytes.limit() - at) {
            needed = Math.max(size, RecordBatch.PREFIX_BYTES);
            if (bufferPosition + at + needed > segment.sizeBytes() && at < bytes.limit()) {
                throw new CorruptRecordException("a batch of " + needed + " bytes, more than are left");
            }
            return null;
        }
        RecordBatch batch = RecordBatch.at(bytes, at);
        ensureInPlace(batch, offset);
        return batch;
    }

    private void ensureInPlace(RecordBatch batch, long offset) {
        long base = batch.baseOffset();
        boolean early = base < Math.max(expected, segment.baseOffset) || batch.lastOffset() < base;
        boolean late = gapless && base > (expected >= 0 ? expected : offset);
        if (early || late) {
            throw new CorruptRecordException("a batch of offset " + base
                    + (expected >= 0 ? " where that of offset " + expected + " should be" : " is out of its place"));
        }
        if (batch.leaderEpoch() != BatchChecks.LEADER_EPOCH) {
            throw new CorruptRecordException("a batch with leader epoch " + batch.leaderEpoch());
        }
    }
}
