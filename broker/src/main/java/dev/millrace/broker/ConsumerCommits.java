package dev.millrace.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits a consumer's offsets. For the consumer's thread. */
final class ConsumerCommits {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerCommits.class);

    private final LocalBroker broker;
    private final ConsumerSettings settings;
    private final Positions positions;
    private final Supplier<@Nullable Membership> membership;
    private final List<? extends ConsumerInterceptor<?, ?>> interceptors;
    private final ConsumerMetrics metrics;
    private final List<Runnable> callbacks = new ArrayList<>();
    private long nextAutoCommitMs;

    ConsumerCommits(
            LocalBroker broker,
            ConsumerSettings settings,
            Positions positions,
            Supplier<@Nullable Membership> membership,
            List<? extends ConsumerInterceptor<?, ?>> interceptors,
            ConsumerMetrics metrics) {
        this.broker = broker;
        this.settings = settings;
        this.positions = positions;
        this.membership = membership;
        this.interceptors = interceptors;
        this.metrics = metrics;
        this.nextAutoCommitMs = broker.nowMs() + settings.autoCommitIntervalMs;
    }

    /** Commits; durable when it returns. */
    void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        callBack();
        if (settings.groupId == null) {
            throw ConsumerCore.noGroup();
        }
        if (offsets.isEmpty()) {
            return;
        }
        ConsumerGroupMetadata member = member(settings.groupId);
        try {
            broker.groups().commit(member, offsets, broker.catalog()::has, broker.nowMs());
        } catch (UnknownMemberIdException | IllegalGenerationException e) {
            Membership joined = membership.get();
            if (joined != null && joined.isRebalancing()) {
                throw new RebalanceInProgressException(
                        "The offsets were not committed, because the group is rebalancing: poll until it is done");
            }
            if (joined != null) {
                joined.refused();
            }
            throw new CommitFailedException(
                    "The offsets were not committed, because the group has given the partitions to"
                            + " other members: the time between two polls was longer than max.poll.interval.ms, or a rebalance went"
                            + " by. " + e.getMessage());
        }
        broker.sync();
        metrics.committed();
        committed(offsets);
    }

    /** As {@link #commit}; what came of it is told to the callback by a later call of the consumer. */
    void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        Map<TopicPartition, OffsetAndMetadata> copy = Map.copyOf(offsets);
        RuntimeException error = null;
        try {
            commit(copy);
        } catch (InvalidGroupIdException e) {
            throw e;
        } catch (RuntimeException e) {
            error = e;
        }
        if (callback != null) {
            RuntimeException outcome = error;
            callbacks.add(() -> complete(callback, copy, outcome));
        } else if (error != null) {
            LOG.warn("Offsets of group '{}' were not committed: {}", settings.groupId, error.getMessage());
        }
    }

    @SuppressWarnings("NullAway") // Kafka's callback takes a null exception for success.
    private static void complete(
            OffsetCommitCallback callback, Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception error) {
        callback.onComplete(offsets, error);
    }

    /** Calls the callbacks that wait. */
    void callBack() {
        if (callbacks.isEmpty()) {
            return;
        }
        List<Runnable> due = List.copyOf(callbacks);
        callbacks.clear();
        due.forEach(Runnable::run);
    }

    void autoCommitIfDue(long nowMs) {
        if (settings.autoCommit && nowMs >= nextAutoCommitMs) {
            nextAutoCommitMs = nowMs + settings.autoCommitIntervalMs;
            autoCommit();
        }
    }

    /** Before the partitions may go to others. */
    void autoCommit() {
        if (settings.autoCommit && !positions.isEmpty()) {
            commitAsync(positions.consumed(), null);
        }
    }

    private ConsumerGroupMetadata member(String groupId) {
        Membership joined = membership.get();
        if (joined == null) {
            return GroupIdentity.outside(groupId);
        }
        ConsumerGroupMetadata member = joined.metadata();
        if (member.generationId() < 0) {
            throw new CommitFailedException(
                    "The offsets were not committed, because the consumer is not in its group (yet, or any more): poll first");
        }
        return member;
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (ConsumerInterceptor<?, ?> interceptor : interceptors) {
            try {
                interceptor.onCommit(offsets);
            } catch (RuntimeException e) {
                LOG.warn("{} failed on a commit", interceptor.getClass().getName(), e);
            }
        }
    }
}
