package dev.millrace.broker;

import dev.millrace.broker.OffsetsFormat.CommittedOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The committed offsets of all groups, and those that wait for their transaction to end. Changed only by replaying what
 * {@code __consumer_offsets} says, live and at recovery alike.
 *
 * <p>For one thread at a time.
 */
/*
 * An offset committed in a transaction is a record of that transaction: it counts once the commit marker is there, and
 * an abort marker drops it. What waits is kept by producer id, because a producer has one transaction at a time; the
 * marker takes out everything of that producer at once, so ending twice changes nothing.
 *
 * Of two offsets for a partition the one that stands later in the log counts, not the one whose transaction ended
 * later: that is the one that compaction keeps.
 */
final class OffsetTable {

    private final Map<String, Map<TopicPartition, CommittedOffset>> committed = new HashMap<>();
    private final Map<Long, Map<String, Map<TopicPartition, CommittedOffset>>> pending = new HashMap<>();

    void put(String group, TopicPartition partition, CommittedOffset offset) {
        committed
                .computeIfAbsent(group, g -> new HashMap<>())
                .merge(partition, offset, (before, now) -> now.at() >= before.at() ? now : before);
    }

    /** Also what waits for a transaction: the partition, or the group, is gone. */
    void remove(String group, TopicPartition partition) {
        pending.values().forEach(groups -> {
            Map<TopicPartition, CommittedOffset> waiting = groups.get(group);
            if (waiting != null) {
                waiting.remove(partition);
            }
        });
        Map<TopicPartition, CommittedOffset> offsets = committed.get(group);
        if (offsets != null) {
            offsets.remove(partition);
            if (offsets.isEmpty()) {
                committed.remove(group);
            }
        }
    }

    void putPending(long producerId, String group, TopicPartition partition, CommittedOffset offset) {
        pending.computeIfAbsent(producerId, p -> new HashMap<>())
                .computeIfAbsent(group, g -> new HashMap<>())
                .put(partition, offset);
    }

    /** A marker of this producer; returns whether anything waited for it. */
    boolean end(long producerId, boolean commit) {
        Map<String, Map<TopicPartition, CommittedOffset>> ended = pending.remove(producerId);
        if (ended == null) {
            return false;
        }
        if (commit) {
            ended.forEach((group, offsets) -> offsets.forEach((partition, offset) -> put(group, partition, offset)));
        }
        return true;
    }

    @Nullable
    CommittedOffset get(String group, TopicPartition partition) {
        return committed.getOrDefault(group, Map.of()).get(partition);
    }

    /** All offsets of a group; a live view. */
    Map<TopicPartition, CommittedOffset> of(String group) {
        return committed.getOrDefault(group, Map.of());
    }

    /** Whether an open transaction is about to change the offset. */
    boolean isPending(String group, TopicPartition partition) {
        for (Map<String, Map<TopicPartition, CommittedOffset>> groups : pending.values()) {
            if (groups.getOrDefault(group, Map.of()).containsKey(partition)) {
                return true;
            }
        }
        return false;
    }

    boolean hasPending(String group) {
        return pending.values().stream()
                .anyMatch(groups -> !groups.getOrDefault(group, Map.of()).isEmpty());
    }

    /** The groups that have offsets, or will when a transaction commits; a copy. */
    Set<String> groups() {
        Set<String> groups = new HashSet<>(committed.keySet());
        pending.values().forEach(waiting -> groups.addAll(waiting.keySet()));
        return groups;
    }

    /** The partitions that the group has offsets of, or will; a copy. */
    Set<TopicPartition> partitionsOf(String group) {
        Set<TopicPartition> partitions = new HashSet<>(of(group).keySet());
        pending.values()
                .forEach(groups ->
                        partitions.addAll(groups.getOrDefault(group, Map.of()).keySet()));
        return partitions;
    }
}
