package dev.millrace.log;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint says of one partition.
 *
 * @param id number of this incarnation of the partition: a partition that is deleted and created again gets another
 * @param partition its name
 * @param config its settings
 * @param logStartOffset its first offset
 * @param cleanOffset below this offset compaction has been
 * @param recoveryOffset everything below is durable in the segments
 * @param segmentBase base offset of the segment that holds the recovery point
 * @param segmentBytes how many bytes of that segment lie below the recovery point
 * @param segmentFirstAppendMs when that segment got its first batch, -1 if it has none
 * @param abortedCount how many aborted transactions the {@code .txnindex} files hold below the recovery point
 * @param missing where in the journal of an earlier run that begins which the partition lacks, because it could not be
 *     opened after that; null if it lacks nothing
 * @param producers see {@link ProducerStateFormat}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PartitionCheckpoint(
        long id,
        TopicPartition partition,
        LogConfig config,
        long logStartOffset,
        long cleanOffset,
        long recoveryOffset,
        long segmentBase,
        int segmentBytes,
        long segmentFirstAppendMs,
        int abortedCount,
        @Nullable JournalPosition missing,
        byte[] producers) {

    /** A partition that has nothing yet. */
    static PartitionCheckpoint empty(long id, TopicPartition partition, LogConfig config) {
        return new PartitionCheckpoint(id, partition, config, 0, 0, 0, 0, 0, -1, 0, null, new byte[4]);
    }

    /** With changed settings. If they had it compacted up to now, there may be gaps that no checkpoint has heard of. */
    PartitionCheckpoint withConfig(LogConfig other) {
        long cleaned = config.cleanup().compacts() ? Math.max(cleanOffset, 1) : cleanOffset;
        return new PartitionCheckpoint(
                id,
                partition,
                other,
                logStartOffset,
                cleaned,
                recoveryOffset,
                segmentBase,
                segmentBytes,
                segmentFirstAppendMs,
                abortedCount,
                missing,
                producers);
    }

    /** The same of a partition that lacks what the journal has from a position on. */
    PartitionCheckpoint missing(@Nullable JournalPosition position) {
        return new PartitionCheckpoint(
                id,
                partition,
                config,
                logStartOffset,
                cleanOffset,
                recoveryOffset,
                segmentBase,
                segmentBytes,
                segmentFirstAppendMs,
                abortedCount,
                position,
                producers);
    }
}
