package dev.millrace.transaction;

import org.apache.kafka.common.TopicPartition;

/** The partitions that take part in transactions, as the coordinator sees them: they take markers. */
public interface TransactionParticipants {
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
