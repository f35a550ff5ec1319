package dev.millrace.runtime;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Brings records from the consumer into the queues of a thread's tasks, and holds back a partition whose queue is full
 * ({@code buffered.records.per.partition}).
 */
final class InputFeed {

    private final Consumer<byte[], byte[]> consumer;
    private final TaskSet tasks;
    private final int maxQueued;
    private volatile boolean polling;

    InputFeed(Consumer<byte[], byte[]> consumer, TaskSet tasks, int maxQueued) {
        this.consumer = consumer;
        this.tasks = tasks;
        this.maxQueued = maxQueued;
    }

    /** Polls and queues what came; rebalance callbacks happen in here. Returns the number of records. */
    int poll(long waitMs) {
        ConsumerRecords<byte[], byte[]> records = pollConsumer(waitMs);
        for (TopicPartition partition : records.partitions()) {
            Task task = tasks.owner(partition);
            if (task != null) {
                InputQueue queue = task.queue(partition);
                queue.add(records.records(partition));
                if (queue.size() > maxQueued) {
                    queue.throttled(true);
                    consumer.pause(Set.of(partition));
                }
            }
        }
        return records.count();
    }

    /**
     * Notes, after a poll, which inputs have more to come. Not while a rebalance has taken the partitions of running
     * tasks.
     */
    void lookAhead() {
        for (Task task : tasks.running()) {
            task.lookAhead(consumer);
        }
    }

    private ConsumerRecords<byte[], byte[]> pollConsumer(long waitMs) {
        polling = true;
        try {
            return consumer.poll(Duration.ofMillis(waitMs));
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } finally {
            polling = false;
        }
    }

    /** Ends a poll that waits. Any thread. */
    void wakeup() {
        if (polling) {
            consumer.wakeup();
        }
    }

    /** Lets partitions flow again whose queues have been worked off. */
    void resume(Task task) {
        for (InputQueue queue : task.queues()) {
            if (queue.isThrottled() && queue.size() <= maxQueued) {
                queue.throttled(false);
                consumer.resume(Set.of(queue.partition()));
            }
        }
    }

    /** Whether some running task has an empty queue. */
    boolean isHungry() {
        for (Task task : tasks.running()) {
            if (task.hasEmptyQueue()) {
                return true;
            }
        }
        return tasks.running().length == 0;
    }

    /** Whether some input is known to hold records that have not been fetched. */
    boolean moreToCome() {
        for (Task task : tasks.running()) {
            for (TopicPartition partition : task.inputs()) {
                OptionalLong lag = consumer.currentLag(partition);
                if (lag.isPresent() && lag.getAsLong() > 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
