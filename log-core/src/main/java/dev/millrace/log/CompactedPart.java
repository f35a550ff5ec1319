package dev.millrace.log;

import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/** What compaction asks of a partition and changes in it, and how far it has been. Any thread. */
final class CompactedPart {
    private final Lock appendLock;
    private final PartitionState state;
    private final CheckpointCoverage coverage;

    /** Below this offset compaction has been. Changed under the append lock. */
    private volatile long cleanOffset;

    CompactedPart(Lock appendLock, PartitionState state, CheckpointCoverage coverage, long cleanOffset) {
        this.appendLock = appendLock;
        this.state = state;
        this.coverage = coverage;
        this.cleanOffset = cleanOffset;
    }

    long cleanOffset() {
        return cleanOffset;
    }

    /**
     * Whether every offset belongs to a batch, because compaction was never here. To be asked after a view was taken.
     */
    boolean isGapless() {
        return cleanOffset == 0;
    }

    /**
     * Expects that there will be gaps between batches; returns whether a durable checkpoint says so, too. Offset 0 may
     * count as clean from the start: no record is before it.
     */
    boolean expectGaps() {
        appendLock.lock();
        try {
            if (cleanOffset == 0) {
                cleanOffset = 1;
                coverage.changed();
            }
        } finally {
            appendLock.unlock();
        }
        PartitionCheckpoint covering = coverage.covering();
        return covering != null && covering.cleanOffset() > 0;
    }

    /** Below this offset whole segments are durable, and so is what became of every transaction in them. */
    long durableBelow() {
        PartitionCheckpoint covering = coverage.covering();
        return covering == null ? 0 : Math.min(covering.segmentBase(), coverage.decidedBelow());
    }

    /** The offsets of each producer's last record and last marker. */
    Set<Long> lastOfProducers() {
        return state.lastOfProducers();
    }

    /** Shows one segment in the place of others, which end where the one with {@code nextBase} starts. */
    void replace(List<Segment> sources, Segment target, long nextBase) {
        appendLock.lock();
        try {
            state.replace(sources, target, nextBase);
            coverage.directoryChanged();
        } finally {
            appendLock.unlock();
        }
    }

    /** Compaction has been everywhere below an offset. */
    void completeTo(long offset) {
        appendLock.lock();
        try {
            cleanOffset = offset;
            state.compactedTo(offset);
            coverage.changed();
        } finally {
            appendLock.unlock();
        }
    }
}
