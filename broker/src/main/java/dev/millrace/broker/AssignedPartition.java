package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A partition that a consumer has, and where it is in it. For the consumer's thread. */
final class AssignedPartition {

    final TopicPartition partition;

    /** Null while there is no such partition. */
    @Nullable
    PartitionLog log;

    /** Offset of the next record to hand out; -1 if it has to be found first. */
    long position = -1;

    /** Of the record before the position, as far as it is known; committed with the position. */
    Optional<Integer> leaderEpoch = Optional.empty();

    /** Where to look for the position, if it was asked for; null: the committed offset, then the policy. */
    ConsumerSettings.@Nullable Reset seek;

    boolean paused;

    /** What was fetched and is not handed out yet. */
    @Nullable
    PartitionFetch fetch;

    /** What {@link FetchThreshold} counted: so many bytes from one offset to another. */
    long countedFrom = -1;

    long countedTo;
    long countedBytes;

    AssignedPartition(TopicPartition partition, @Nullable PartitionLog log) {
        this.partition = partition;
        this.log = log;
    }

    boolean hasPosition() {
        return position >= 0;
    }

    void moveTo(long offset, Optional<Integer> epoch) {
        position = offset;
        leaderEpoch = epoch;
        seek = null;
        fetch = null;
    }

    void moveTo(ConsumerSettings.@Nullable Reset where) {
        position = -1;
        leaderEpoch = Optional.empty();
        seek = where;
        fetch = null;
    }
}
