package dev.millrace.log;

import org.jspecify.annotations.Nullable;

/**
 * Counts the changes of a partition, of anything and of its directory, and up to which of them a durable checkpoint
 * covers them. Guarded by the partition's append lock; only {@link #covering()} and {@link #decidedBelow()} may be
 * asked by anybody.
 */
final class CheckpointCoverage {
    private long changes;
    private long directoryChanges;
    private long coveredChange;
    private long coveredDirectoryChange;
    private volatile @Nullable PartitionCheckpoint covering;
    private volatile long decidedBelow;

    CheckpointCoverage(@Nullable PartitionCheckpoint covering) {
        this.covering = covering;
        if (covering == null) {
            directoryChanged();
        }
    }

    /** Recovery is over: all that it found is durable before anything else happens. */
    void started(long recoveredDecidedBelow) {
        decidedBelow = recoveredDecidedBelow;
    }

    void changed() {
        changes++;
    }

    /** Files were created, renamed or deleted. */
    void directoryChanged() {
        changes++;
        directoryChanges++;
    }

    /** Whether the last checkpoint still says it all. */
    boolean isComplete() {
        return coveredChange == changes;
    }

    long changes() {
        return changes;
    }

    long directoryChanges() {
        return directoryChanges;
    }

    boolean isDirectoryCovered() {
        return coveredDirectoryChange == directoryChanges;
    }

    void covered(PartitionSnapshot snapshot) {
        coveredChange = snapshot.change();
        coveredDirectoryChange = snapshot.directoryChange();
        covering = snapshot.checkpoint();
        decidedBelow = snapshot.decidedBelow();
    }

    /** Every transaction that began below this offset has a marker that is durable. */
    long decidedBelow() {
        return decidedBelow;
    }

    /** What the last durable checkpoint said; null if none said anything. */
    @Nullable
    PartitionCheckpoint covering() {
        return covering;
    }
}
