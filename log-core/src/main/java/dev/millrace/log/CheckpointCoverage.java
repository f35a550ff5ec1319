package dev.millrace.log;

import org.jspecify.annotations.Nullable;

/**
 * Counts the changes of a partition, of anything and of its directory, and up to which of them a durable checkpoint covers them.
 * Guarded by the partition's append lock; only {@link #covering()} may be asked by anybody.
 */
final class CheckpointCoverage {
    private long changes;
    private long directoryChanges;
    private long coveredChange;
    private long coveredDirectoryChange;
    private volatile @Nullable PartitionCheckpoint covering;

    CheckpointCoverage(@Nullable PartitionCheckpoint covering) {
        this.covering = covering;
        if (covering == null) {
            directoryChanged();
        }
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
    }

    /** What the last durable checkpoint said; null if none said anything. */
    @Nullable
    PartitionCheckpoint covering() {
        return covering;
    }
}
