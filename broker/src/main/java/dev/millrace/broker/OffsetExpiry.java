package dev.millrace.broker;

import dev.millrace.broker.OffsetsFormat.CommittedOffset;
import java.util.Set;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * When a committed offset is out of date (KIP-211).
 */
/*
 *   the group …                                   its offsets expire, retention after …
 *   was never joined (offsets by assign())        the commit
 *   has no members (any more)                     it lost the last one, or a later commit
 *   is stable                                     the commit, of topics that no member subscribes to; others never
 *   is forming a generation                       never: who comes back finds its place (KAFKA-4682, KAFKA-13636)
 *
 * An offset that a transaction is about to change is looked at again when the transaction has ended.
 */
final class OffsetExpiry {

    private static final long NEVER = Long.MAX_VALUE;

    private final @Nullable Group group;
    private final Set<String> subscribed;
    private final long retentionMs;
    private final long nowMs;

    /** The group is null if it was never joined since the broker was opened. */
    OffsetExpiry(@Nullable Group group, long retentionMs, long nowMs) {
        this.group = group;
        this.subscribed = group == null ? Set.of() : group.subscribedTopics();
        this.retentionMs = retentionMs;
        this.nowMs = nowMs;
    }

    boolean isExpired(TopicPartition partition, CommittedOffset offset) {
        long sinceMs = sinceMs(partition, offset);
        return sinceMs != NEVER && nowMs - sinceMs >= retentionMs;
    }

    private long sinceMs(TopicPartition partition, CommittedOffset offset) {
        if (group == null) {
            return offset.committedMs();
        }
        if (group.state() == GroupState.EMPTY) {
            return Math.max(group.stateSinceMs(), offset.committedMs());
        }
        boolean dropped =
                group.state() == GroupState.STABLE && group.isOfConsumers() && !subscribed.contains(partition.topic());
        return dropped ? offset.committedMs() : NEVER;
    }
}
