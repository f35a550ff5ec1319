package dev.millrace.runtime;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.TaskMigratedException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes durable, together, what the tasks of one thread have done since the last commit.
 *
 * <pre>
 *   each task: caches flushed downstream, changes drained to changelogs     (more to send)
 *   exactly once:   offsets into the transaction, transaction committed     (one step for the log)
 *   at least once:  producer flushed, then offsets committed                (a crash between repeats input, loses none)
 *   each task: state kept, with the changelog offsets it corresponds to
 * </pre>
 *
 * A crash after the log's step and before the last leaves a state that is behind its changelog: it is replayed from
 * there.
 */
final class Committer {

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private final Consumer<byte[], byte[]> consumer;
    private final boolean exactlyOnce;
    private final RepartitionPurge purge;
    private @Nullable Attempt unfinished;

    /** A commit of some tasks, whose stores are drained, with their input positions. */
    private record Attempt(List<Task> tasks, Map<TopicPartition, OffsetAndMetadata> positions) {}

    Committer(Consumer<byte[], byte[]> consumer, boolean exactlyOnce, RepartitionPurge purge) {
        this.consumer = consumer;
        this.exactlyOnce = exactlyOnce;
        this.purge = purge;
    }

    /** Whether a commit timed out, so that it may have been done or not: nothing is processed before that is known. */
    boolean isUnfinished() {
        return unfinished != null;
    }

    /** Forgets a commit that timed out, with the tasks that it was of. */
    void giveUp() {
        unfinished = null;
    }

    /**
     * Commits tasks; those without need are left out. If the last commit is unfinished it is made again instead.
     *
     * @param all all running tasks of the thread: one transaction spans them
     * @return false if the group is rebalancing and the offsets have to wait; nothing is lost, call again
     * @throws TaskMigratedException if the tasks have gone to another member
     * @throws TimedOutException if the log did not answer in time: call again
     */
    boolean commit(Collection<Task> all, Outbox outbox, long nowMs) {
        Attempt attempt = unfinished;
        if (attempt == null) {
            attempt = begin(all, outbox);
        }
        return attempt == null || finish(attempt, outbox, nowMs);
    }

    /** Null if there is nothing to commit. */
    private @Nullable Attempt begin(Collection<Task> all, Outbox outbox) {
        List<Task> tasks = all.stream().filter(Task::needsCommit).toList();
        if (tasks.isEmpty() && !outbox.inTransaction()) {
            return null;
        }
        for (Task task : tasks) {
            task.prepareCommit();
        }
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (Task task : tasks) {
            positions.putAll(TimedOutException.orAgain(
                    "asking for input positions", () -> undisturbed(() -> task.positions(consumer))));
        }
        return new Attempt(tasks, positions);
    }

    private boolean finish(Attempt attempt, Outbox outbox, long nowMs) {
        unfinished = attempt;
        if (exactlyOnce) {
            outbox.commitTransaction(attempt.positions(), consumer.groupMetadata());
        } else {
            outbox.flush();
            if (!commitOffsets(attempt.positions())) {
                unfinished = null;
                return false;
            }
        }
        unfinished = null;
        for (Task task : attempt.tasks()) {
            task.committed(attempt.positions());
        }
        purge.committed(attempt.positions(), nowMs);
        return true;
    }

    private boolean commitOffsets(Map<TopicPartition, OffsetAndMetadata> positions) {
        if (positions.isEmpty()) {
            return true;
        }
        try {
            TimedOutException.orAgain(
                    "committing input offsets",
                    () -> undisturbed(() -> {
                        consumer.commitSync(positions);
                        return true;
                    }));
            return true;
        } catch (RebalanceInProgressException e) {
            return false;
        } catch (CommitFailedException e) {
            throw new TaskMigratedException(
                    "The group has given this member's tasks to another one: its offsets were refused (" + e + ")", e);
        } catch (KafkaException e) {
            throw new StreamsException("Committing input offsets " + positions + " failed: " + e, e);
        }
    }

    /**
     * A wakeup that was meant for a poll may come when that has just ended: a commit that has begun does not break off
     * for it.
     */
    private static <T> T undisturbed(Supplier<T> request) {
        while (true) {
            try {
                return request.get();
            } catch (WakeupException e) {
                LOG.debug("A poll was to be woken up that had ended", e);
            }
        }
    }
}
