package dev.millrace.log;

import java.io.IOException;
import java.util.Collection;

/** Syncs segments before a checkpoint does, without a lock: what is left for the checkpoint then takes a moment. */
/*
 * A checkpoint holds the maintenance lock, for which whoever creates or deletes a partition waits, and the disk may
 * take long over hundreds of megabytes. A segment that is durable earlier than its checkpoint says changes nothing for
 * recovery. Cuts are left to the checkpoint: it must not take one for synced while that is under way here.
 */
final class EarlySync {

    private EarlySync() {}

    static void run(Collection<PartitionLog> partitions) {
        for (PartitionLog partition : partitions) {
            PartitionWriter writer = partition.writerIfOpen();
            if (writer != null && writer.isInUse()) {
                for (Segment segment : writer.view().segments()) {
                    sync(writer, segment);
                }
            }
        }
    }

    private static void sync(PartitionWriter writer, Segment segment) {
        try {
            segment.syncEarly();
        } catch (IOException e) {
            if (writer.isInUse() && !segment.isRemoved()) { // else it was closed meanwhile
                throw writer.fence(segment.path(), e);
            }
        }
    }
}
