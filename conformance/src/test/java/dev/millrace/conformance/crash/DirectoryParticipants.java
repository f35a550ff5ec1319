package dev.millrace.conformance.crash;

import dev.millrace.log.LogDirectory;
import dev.millrace.log.PartitionLog;
import dev.millrace.transaction.ProducerIdentity;
import dev.millrace.transaction.TransactionParticipants;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/** All partitions of a directory; something happens before each marker. */
record DirectoryParticipants(LogDirectory directory, Runnable beforeMarker) implements TransactionParticipants {

    DirectoryParticipants(LogDirectory directory) {
        this(directory, () -> {});
    }

    @Override
    public Collection<PartitionLog> logs() {
        return directory.partitions();
    }

    @Override
    public void appendMarker(
            TopicPartition partition, ProducerIdentity identity, boolean commit, int coordinatorEpoch, long nowMs) {
        beforeMarker.run();
        PartitionLog log = directory.partition(partition);
        if (log != null) {
            log.appendMarker(identity.producerId(), identity.epoch(), commit, coordinatorEpoch, nowMs);
        }
    }
}
