package dev.millrace.transaction;

import dev.millrace.log.PartitionLog;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * The transactions that a start finds open in the partitions, each until somebody has taken it on. That a transaction
 * has begun is recorded nowhere else.
 */
final class OpenTransactions {
    private final Map<ProducerIdentity, Set<TopicPartition>> open = new ConcurrentHashMap<>();

    /** Looks into every partition that can be read; a later start looks into the others. */
    OpenTransactions(Collection<PartitionLog> logs) {
        for (PartitionLog log : logs) {
            if (log.isOpen()) {
                for (ProducerState producer : log.producers()) {
                    if (producer.currentTransactionStartOffset().isPresent()) {
                        add(producer, log.partition());
                    }
                }
            }
        }
    }

    private void add(ProducerState producer, TopicPartition partition) {
        ProducerIdentity identity = new ProducerIdentity(producer.producerId(), (short) producer.producerEpoch());
        open.computeIfAbsent(identity, first -> new LinkedHashSet<>()).add(partition);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Takes a producer's transaction on: where it is open, which may be nowhere. */
    Set<TopicPartition> take(ProducerIdentity identity) {
        Set<TopicPartition> partitions = open.isEmpty() ? null : open.remove(identity);
        return partitions == null ? Set.of() : partitions;
    }

    /**
     * Takes on what a decision is about, and returns what of the decision may have to be carried out yet. Where the
     * producer has begun its next transaction it was carried out, and a marker of the same epoch would end that one.
     */
    TransactionEntry undone(TransactionEntry decided) {
        ProducerIdentity identity = decided.identity();
        removeIf((begun, partition) -> begun.producerId() == identity.producerId()
                && begun.epoch() < identity.epoch()
                && decided.partitions().contains(partition));
        ProducerIdentity next = decided.next();
        Set<TopicPartition> goneOn = next == null ? Set.of() : open.getOrDefault(next, Set.of());
        return goneOn.isEmpty() ? decided : decided.without(goneOn);
    }

    /** Removes what a condition is true of, which is asked once of each; returns whether there was any. */
    boolean removeIf(BiPredicate<ProducerIdentity, TopicPartition> condition) {
        boolean any = false;
        for (Map.Entry<ProducerIdentity, Set<TopicPartition>> begun : open.entrySet()) {
            any |= begun.getValue().removeIf(partition -> condition.test(begun.getKey(), partition));
        }
        open.values().removeIf(Set::isEmpty);
        return any;
    }
}
