package dev.millrace.runtime;

import dev.millrace.streams.processor.StateStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The stores that hold a whole topic, for the tasks of one thread to read.
 *
 * <p>Each thread fills its own copy, in memory, from all partitions of the topics: reads need no lock, and the same
 * steps run in production and in a test. The copy is complete before the thread's tasks begin, and follows the topics
 * from then on.
 */
final class GlobalStores {

    private static final long FILLING_POLL_MS = 100;
    private static final long STALLED_MS = 30_000;

    private final Consumer<byte[], byte[]> consumer;
    private final List<Task> tasks;
    private final Map<TopicPartition, Task> owners = new HashMap<>();
    private final Map<String, StateStore> stores = new HashMap<>();

    /** Up to where it has to be read before the tasks begin, where that has not been read. */
    private final Map<TopicPartition, Long> toRead = new HashMap<>();

    private long progressMs;

    /**
     * @param consumer without a group
     * @param tasks one for each store, their stores initialised
     */
    GlobalStores(Consumer<byte[], byte[]> consumer, List<Task> tasks) {
        this.consumer = consumer;
        this.tasks = tasks;
        for (Task task : tasks) {
            stores.putAll(task.storesByName());
            task.inputs().forEach(partition -> owners.put(partition, task));
        }
    }

    /** All partitions of some topics. */
    static Set<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, Set<String> topics) {
        Set<TopicPartition> partitions = new HashSet<>();
        for (String topic : topics) {
            TimedOutException.orAgain("asking for the partitions of " + topic, () -> consumer.partitionsFor(topic))
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        return partitions;
    }

    /** The stores, by name. */
    Map<String, StateStore> byName() {
        return stores;
    }

    /** Finds out how much there is to read. */
    void open(long nowMs) {
        tasks.forEach(task -> task.start(nowMs));
        consumer.assign(owners.keySet());
        consumer.seekToBeginning(owners.keySet());
        toRead.putAll(TimedOutException.orAgain(
                "asking how long the global topics are", () -> consumer.endOffsets(owners.keySet())));
        progressMs = nowMs;
    }

    /** Whether they hold all that there was when they were opened. */
    boolean isComplete() {
        return toRead.isEmpty();
    }

    /**
     * Applies what has come; says whether there was anything. Until they are complete, this waits a little by itself.
     *
     * @throws TimedOutException if they are not complete, and nothing has come for long
     */
    boolean step(long nowMs, long waitMs) {
        if (isComplete()) {
            return apply(poll(waitMs), nowMs);
        }
        boolean any = apply(poll(FILLING_POLL_MS), nowMs);
        int before = toRead.size();
        toRead.entrySet()
                .removeIf(
                        end -> TimedOutException.orAgain("asking for a position", () -> consumer.position(end.getKey()))
                                >= end.getValue());
        if (any || toRead.size() < before) {
            progressMs = nowMs;
        } else if (nowMs - progressMs >= STALLED_MS) {
            TimedOutException.orAgain("reading the global topics", () -> {
                throw new TimeoutException("nothing has come of " + toRead.keySet() + " for " + (nowMs - progressMs)
                        + " ms, and there is more to read");
            });
        }
        return true;
    }

    private boolean apply(ConsumerRecords<byte[], byte[]> records, long nowMs) {
        for (TopicPartition partition : records.partitions()) {
            Task task = owners.get(partition);
            if (task != null) {
                task.queue(partition).add(records.records(partition));
            }
        }
        if (records.isEmpty()) {
            return false;
        }
        for (Task task : tasks) {
            boolean more = true;
            while (more) {
                more = task.process(nowMs);
            }
            task.prepareCommit();
            task.committed(Map.of());
        }
        return true;
    }

    private ConsumerRecords<byte[], byte[]> poll(long waitMs) {
        try {
            return consumer.poll(Duration.ofMillis(waitMs));
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        }
    }

    void close() {
        tasks.forEach(Task::close);
        consumer.close();
    }
}
