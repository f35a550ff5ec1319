package dev.millrace.broker;

import dev.millrace.log.FetchedBatches;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.RecordBatch;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Lets a poll have records only once there are enough of them ({@code fetch.min.bytes}), or some have waited long
 * enough ({@code fetch.max.wait.ms}). For the consumer's thread.
 */
/*
 * By default one byte is enough, and nothing is looked at. Else what waits is counted once: a partition remembers how
 * far its bytes are counted, so that every append that wakes the consumer costs the bytes of that append.
 */
final class FetchThreshold {

    private static final int PIECE_BYTES = 256 << 10;

    private final Positions positions;
    private final ConsumerSettings settings;
    private long waitingSinceMs = -1;

    FetchThreshold(Positions positions, ConsumerSettings settings) {
        this.positions = positions;
        this.settings = settings;
    }

    boolean isReached(long nowMs) {
        if (settings.fetchMinBytes <= 1) {
            return true;
        }
        long bytes = 0;
        for (AssignedPartition partition : positions.all()) {
            if (partition.fetch != null) {
                return true; // the rest of what was let through
            }
            bytes += counted(partition);
        }
        if (bytes == 0) {
            waitingSinceMs = -1;
            return true; // nothing to hold back
        }
        waitingSinceMs = waitingSinceMs < 0 ? nowMs : waitingSinceMs;
        if (bytes < settings.fetchMinBytes && nowMs - waitingSinceMs < settings.fetchMaxWaitMs) {
            return false;
        }
        waitingSinceMs = -1;
        return true;
    }

    /** How long a caller may sleep that was told to wait, in milliseconds. */
    long remainingMs(long nowMs) {
        return waitingSinceMs < 0 ? Long.MAX_VALUE : Math.max(1, waitingSinceMs + settings.fetchMaxWaitMs - nowMs);
    }

    private long counted(AssignedPartition partition) {
        PartitionLog log = partition.log;
        if (log == null || !partition.hasPosition() || partition.paused) {
            return 0;
        }
        if (partition.countedFrom != partition.position) {
            partition.countedFrom = partition.position;
            partition.countedTo = partition.position;
            partition.countedBytes = 0;
        }
        long end = log.endOffset(settings.isolation);
        try {
            while (partition.countedTo < end && partition.countedBytes < settings.fetchMinBytes) {
                FetchedBatches fetched = log.fetch(partition.countedTo, PIECE_BYTES, settings.isolation);
                for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                    partition.countedTo = batch.nextOffset();
                    partition.countedBytes += batch.sizeBytes();
                }
                if (!fetched.batches().hasRemaining()) {
                    break;
                }
            }
        } catch (OffsetOutOfRangeException e) {
            return settings.fetchMinBytes; // the fetcher says what becomes of the position
        } catch (UnknownTopicOrPartitionException deletedMeanwhile) {
            return 0;
        }
        return partition.countedBytes;
    }
}
