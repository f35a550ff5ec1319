package dev.millrace.broker;

import dev.millrace.log.AbortedTransaction;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What one fetch brought from a partition, record by record: without markers, and at read_committed without what was
 * aborted. For one thread.
 */
final class PartitionFetch {

    private final Iterator<RecordBatch> batches;
    private final List<AbortedTransaction> aborted;
    private final boolean checkCrcs;

    private @Nullable RecordBatch batch;
    private @Nullable RecordCursor records;
    private Optional<Integer> leaderEpoch = Optional.empty();
    private TimestampType timestampType = TimestampType.CREATE_TIME;
    private long nextOffset;
    private boolean held;

    /** Hands out records from the offset on. */
    PartitionFetch(FetchedBatches fetched, long offset, boolean checkCrcs) {
        this.batches = RecordBatch.iterate(fetched.batches()).iterator();
        this.aborted = fetched.aborted();
        this.checkCrcs = checkCrcs;
        this.nextOffset = offset;
    }

    /**
     * Moves to the next record.
     *
     * @return null when there is no more; {@link #nextOffset()} is then after everything that was fetched
     */
    @Nullable
    RecordCursor next() {
        if (held && records != null) {
            held = false;
            return records;
        }
        while (true) {
            if (records != null) {
                while (records.next()) {
                    if (records.offset() >= nextOffset) {
                        return records;
                    }
                }
                finishBatch();
            }
            if (!batches.hasNext()) {
                return null;
            }
            open(batches.next());
        }
    }

    /** The record that {@link #next()} gave is taken: the position is after it. */
    void taken(long offset) {
        nextOffset = offset + 1;
    }

    /** The record that {@link #next()} gave could not be used: it comes again. */
    void hold() {
        held = true;
    }

    long nextOffset() {
        return nextOffset;
    }

    Optional<Integer> leaderEpoch() {
        return leaderEpoch;
    }

    TimestampType timestampType() {
        return timestampType;
    }

    private void open(RecordBatch next) {
        if (checkCrcs) {
            next.ensureValid();
        }
        batch = next;
        if (next.isControl() || (next.isTransactional() && isAborted(next))) {
            finishBatch();
            return;
        }
        int epoch = next.leaderEpoch();
        if (epoch != leaderEpoch.orElse(-1)) {
            leaderEpoch = epoch < 0 ? Optional.empty() : Optional.of(epoch);
        }
        timestampType = next.timestampType();
        records = next.records();
    }

    private void finishBatch() {
        if (batch != null) {
            nextOffset = Math.max(nextOffset, batch.nextOffset());
        }
        batch = null;
        records = null;
    }

    private boolean isAborted(RecordBatch candidate) {
        for (AbortedTransaction transaction : aborted) {
            if (transaction.producerId() == candidate.producerId()
                    && transaction.firstOffset() <= candidate.baseOffset()
                    && candidate.baseOffset() <= transaction.lastOffset()) {
                return true;
            }
        }
        return false;
    }
}
