package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import dev.millrace.transaction.ProducerIdentity;
import dev.millrace.transaction.TransactionParticipants;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where the transaction coordinator's markers go: to the partition, and for the offsets partition to the groups as
 * well.
 */
final class TransactionMarkers implements TransactionParticipants {

    private final TopicCatalog catalog;
    private final GroupCoordinator groups;

    TransactionMarkers(TopicCatalog catalog, GroupCoordinator groups) {
        this.catalog = catalog;
        this.groups = groups;
    }

    @Override
    public Collection<PartitionLog> logs() {
        return catalog.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .toList();
    }

    @Override
    public void appendMarker(
            TopicPartition partition, ProducerIdentity identity, boolean commit, int coordinatorEpoch, long nowMs) {
        PartitionLog log = catalog.log(partition);
        if (log == null) {
            return;
        }
        try {
            log.appendMarker(identity.producerId(), identity.epoch(), commit, coordinatorEpoch, nowMs);
        } catch (UnknownTopicOrPartitionException deletedMeanwhile) {
            return;
        }
        if (partition.equals(groups.offsetsPartition())) {
            groups.transactionEnded(identity.producerId(), commit);
        }
    }
}
