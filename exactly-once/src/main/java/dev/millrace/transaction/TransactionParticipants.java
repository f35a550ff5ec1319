package dev.millrace.transaction;

import dev.millrace.log.PartitionLog;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that take part in transactions, as the coordinator sees them: they take markers, and a start learns
 * from them which transactions are open.
 */
public interface TransactionParticipants {
    /**
     * Lists all partitions that a transaction may have written to.
     *
     * @return the partitions, also those that could not be opened
     */
    Collection<PartitionLog> logs();

    /**
     * Appends the marker that ends a producer's transaction in a partition. Doing so again changes nothing. A partition
     * that does not exist (any more) is passed over in silence.
     *
     * @param partition where
     * @param identity the producer, with the epoch of the marker
     * @param commit whether the transaction is committed, else aborted
     * @param coordinatorEpoch the epoch of the coordinator
     * @param nowMs the time, in milliseconds since the epoch
     * @throws org.apache.kafka.common.KafkaException if the partition cannot take it now. The coordinator goes on with
     *     the other partitions and comes back
     */
    void appendMarker(
            TopicPartition partition, ProducerIdentity identity, boolean commit, int coordinatorEpoch, long nowMs);
}
