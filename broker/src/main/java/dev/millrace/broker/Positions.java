package dev.millrace.broker;

import dev.millrace.broker.ConsumerSettings.Reset;
import dev.millrace.log.PartitionLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** The partitions that a consumer has, and its position in each. For the consumer's thread. */
final class Positions {

    /** One leader, this process, for ever. */
    private static final Optional<Integer> FIRST_EPOCH = Optional.of(0);

    private final LocalBroker broker;
    private final ConsumerSettings settings;
    private final Map<TopicPartition, AssignedPartition> assigned = new LinkedHashMap<>();
    private volatile List<AssignedPartition> order = List.of();
    private int catalogVersion = -1;

    Positions(LocalBroker broker, ConsumerSettings settings) {
        this.broker = broker;
        this.settings = settings;
    }

    /** Replaces the assignment; a partition that stays keeps its position, what was fetched of it, and its pause. */
    void assign(Collection<TopicPartition> partitions) {
        assigned.keySet().retainAll(Set.copyOf(partitions));
        for (TopicPartition partition : partitions) {
            assigned.computeIfAbsent(
                    partition, p -> new AssignedPartition(p, broker.catalog().log(p)));
        }
        order = new ArrayList<>(assigned.values());
    }

    /** A copy. */
    Set<TopicPartition> partitions() {
        return new HashSet<>(assigned.keySet());
    }

    boolean isEmpty() {
        return assigned.isEmpty();
    }

    AssignedPartition get(TopicPartition partition) {
        AssignedPartition found = assigned.get(partition);
        if (found == null) {
            throw new IllegalStateException(
                    "The consumer is not assigned " + partition + "; it has " + assigned.keySet());
        }
        return found;
    }

    /** In a fixed order. */
    List<AssignedPartition> all() {
        return order;
    }

    /** Where the consumer would go on, for every partition that has a position and is still there. */
    Map<TopicPartition, OffsetAndMetadata> consumed() {
        Map<TopicPartition, OffsetAndMetadata> consumed = new HashMap<>(order.size() * 2);
        for (AssignedPartition partition : order) {
            if (partition.hasPosition() && partition.log != null) {
                consumed.put(partition.partition, new OffsetAndMetadata(partition.position, partition.leaderEpoch, ""));
            }
        }
        return consumed;
    }

    /**
     * Finds the position of every partition that has none: what was sought, else the committed offset, else the policy.
     *
     * @return whether all have one; not while an open transaction is about to commit the offset, or a topic is missing
     * @throws NoOffsetForPartitionException if there is no committed offset and the policy is "none"
     */
    boolean resolve(long nowMs) {
        refresh();
        boolean complete = true;
        Set<TopicPartition> nowhere = new HashSet<>();
        for (AssignedPartition partition : order) {
            if (!partition.hasPosition()) {
                complete &= resolve(partition, nowMs, nowhere);
            }
        }
        if (!nowhere.isEmpty()) {
            throw new NoOffsetForPartitionException(nowhere);
        }
        return complete;
    }

    private boolean resolve(AssignedPartition partition, long nowMs, Set<TopicPartition> nowhere) {
        PartitionLog log = partition.log;
        if (log == null) {
            return false;
        }
        Reset seek = partition.seek;
        if (seek == null && settings.groupId != null) {
            List<TopicPartition> one = List.of(partition.partition);
            if (broker.groups().isUnstable(settings.groupId, one)) {
                return false;
            }
            OffsetAndMetadata committed =
                    broker.committed(settings.groupId, one).get(partition.partition);
            if (committed != null) {
                partition.moveTo(committed.offset(), committed.leaderEpoch());
                return true;
            }
        }
        if (seek == null && settings.reset == Reset.NONE) {
            nowhere.add(partition.partition);
            return false;
        }
        partition.moveTo(offsetOf(log, seek == null ? settings.reset : seek, nowMs), FIRST_EPOCH);
        return true;
    }

    private long offsetOf(PartitionLog log, Reset where, long nowMs) {
        return switch (where) {
            case EARLIEST -> log.logStartOffset();
            case LATEST -> log.endOffset(settings.isolation);
            case AGO -> {
                OffsetAndTimestamp found =
                        log.offsetForTimestamp(nowMs - settings.resetAgo.toMillis(), settings.isolation);
                yield found == null ? log.endOffset(settings.isolation) : found.offset();
            }
            case NONE -> throw new IllegalStateException("No reset policy");
        };
    }

    /** The position lies outside the log: the policy decides, or the caller. */
    void outOfRange(AssignedPartition partition) {
        if (settings.reset == Reset.NONE) {
            throw new OffsetOutOfRangeException(
                    "The position " + partition.position + " of " + partition.partition
                            + " is outside of the log, and auto.offset.reset is none: seek",
                    Map.of(partition.partition, partition.position));
        }
        partition.moveTo(settings.reset);
    }

    /** Topics may have come, gone, or come again. */
    private void refresh() {
        int version = broker.catalog().version();
        if (version == catalogVersion) {
            return;
        }
        catalogVersion = version;
        for (AssignedPartition partition : order) {
            PartitionLog now = broker.catalog().log(partition.partition);
            if (now != partition.log) {
                partition.log = now;
                partition.fetch = null;
            }
        }
    }
}
