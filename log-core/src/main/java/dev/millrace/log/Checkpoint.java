package dev.millrace.log;

import java.util.List;

/**
 * The state of a whole directory at one moment; with the journal entries from there on it makes the present state.
 *
 * @param clean whether the log was closed: then there are no journal entries after it
 * @param flushMode how the partitions were written: decides what their files can be trusted with
 * @param epoch epoch of the journal entries that follow
 * @param nextSequence sequence of the first entry that is not covered
 * @param nextPartitionId the next id that was never used
 * @param partitions all that exist
 */
record Checkpoint(
        boolean clean,
        FlushMode flushMode,
        int epoch,
        long nextSequence,
        long nextPartitionId,
        List<PartitionCheckpoint> partitions) {}
