package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.record.RecordFilter;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what compaction leaves of each batch. Sees the batches of a partition in order, once. For one thread. */
/*
 * A record stays unless a newer one of its key is in the map. Besides:
 *
 *   not covered   what lies at or after the end of what the map covers stays as it is: for its keys nothing older was removed.
 *   aborted       records of aborted transactions go at once.
 *   tombstones    the first pass that leaves one notes in its batch a delete horizon, now + delete.retention.ms (KIP-534); a pass
 *                 after that removes it. Older records of the key went in the first pass, before: nothing can come
 *                 back.
 *   markers       stay as long as a batch of their transaction does. A marker without any gets a horizon, and goes after it.
 *   producers     the last batch of each producer that the partition still knows stays, emptied if need be, and its last marker:
 *                 if the checkpoint is lost, they tell its epoch and sequence (KAFKA-8335, 14055).
 *   last batch    of what is rewritten stays, emptied if need be: so segments still meet, and a segment that is missing is noticed.
 *   without key   a record that has none is superseded by nothing: it stays. (Kafka removes it.)
 */
final class Survivors {
    private final OffsetMap newest;
    private final SipHash hash;
    private final AbortedRanges aborted;
    private final Set<Long> lastOfProducers;
    private final long nowMs;
    private final long horizonMs;

    private final RecordFilter filter = new RecordFilter();

    /** Producers whose present transaction has left a batch. */
    private final Set<Long> withData = new HashSet<>();

    /** The map knows every key below this offset. */
    private long coveredTo;

    private boolean tombstonesStay;
    private long recordsSeen;
    private long recordsLeft;

    Survivors(
            OffsetMap newest,
            SipHash hash,
            AbortedRanges aborted,
            Set<Long> lastOfProducers,
            long deleteRetentionMs,
            long nowMs) {
        this.newest = newest;
        this.hash = hash;
        this.aborted = aborted;
        this.lastOfProducers = lastOfProducers;
        this.nowMs = nowMs;
        this.horizonMs = deleteRetentionMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + deleteRetentionMs;
    }

    /** The map is complete for all that is below an offset. */
    void coveredTo(long offset) {
        coveredTo = offset;
    }

    long recordsSeen() {
        return recordsSeen;
    }

    long recordsLeft() {
        return recordsLeft;
    }

    /** What is left of a batch: itself, less, or null for nothing. Good until the next call. */
    @Nullable
    ByteBuffer of(RecordBatch batch, boolean isLast) {
        if (batch.isControl()) {
            return ofMarker(batch, isLast);
        }
        ByteBuffer left = ofData(batch, isLast);
        if (left != null && batch.isTransactional()) {
            withData.add(batch.producerId());
        }
        return left;
    }

    private @Nullable ByteBuffer ofData(RecordBatch batch, boolean isLast) {
        int kept = 0;
        if (batch.recordCount() > 0 && !aborted.contains(batch)) {
            tombstonesStay = !isBeyondHorizon(batch);
            kept = filter.select(batch, this::stays);
        }
        recordsSeen += batch.recordCount();
        recordsLeft += kept;
        if (kept == 0) {
            boolean stays = isLast || (batch.hasProducerId() && lastOfProducers.contains(batch.lastOffset()));
            return stays ? RecordFilter.emptied(batch) : null;
        }
        if (filter.hasTombstone() && !batch.hasDeleteHorizon() && batch.nextOffset() <= coveredTo) {
            return filter.build(batch, horizonMs);
        }
        return kept == batch.recordCount() ? batch.bytes() : filter.build(batch);
    }

    private boolean stays(RecordCursor record) {
        if (record.keySize() < 0 || record.offset() >= coveredTo) {
            return true;
        }
        if (record.valueSize() < 0 && !tombstonesStay) {
            return false;
        }
        record.handKey(hash);
        return newest.get(hash.first(), hash.second()) <= record.offset();
    }

    private @Nullable ByteBuffer ofMarker(RecordBatch batch, boolean isLast) {
        boolean hasData = withData.remove(batch.producerId());
        if (hasData || batch.baseOffset() >= coveredTo || lastOfProducers.contains(batch.lastOffset())) {
            return batch.bytes();
        }
        if (!batch.hasDeleteHorizon()) {
            filter.select(batch, record -> true);
            return filter.build(batch, horizonMs);
        }
        return isBeyondHorizon(batch) && !isLast ? null : batch.bytes();
    }

    private boolean isBeyondHorizon(RecordBatch batch) {
        return batch.hasDeleteHorizon() && batch.baseTimestamp() <= nowMs;
    }
}
