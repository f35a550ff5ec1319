package dev.millrace.runtime;

import dev.millrace.streams.processor.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The stores that hold a whole topic, for the tasks of one thread to read.
 *
 * <p>Each thread fills its own copy, in memory, from all partitions of the topics: reads need no lock, and the same steps run
 * in production and in a test. The copy is complete before the thread's tasks begin, and follows the topics from then on.
 */
final class GlobalStores {

    private static final int POLL_MS = 100;

    private final Consumer<byte[], byte[]> consumer;
    private final List<Task> tasks;
    private final Map<TopicPartition, Task> owners = new HashMap<>();
    private final Map<String, StateStore> stores = new HashMap<>();

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

    /** Reads all that is there. */
    void fill(long nowMs) {
        tasks.forEach(task -> task.start(nowMs));
        consumer.assign(owners.keySet());
        consumer.seekToBeginning(owners.keySet());
        Map<TopicPartition, Long> ends = TimedOutException.orAgain(
                "asking how long the global topics are", () -> consumer.endOffsets(owners.keySet()));
        List<TopicPartition> behind = new ArrayList<>(owners.keySet());
        while (!behind.isEmpty()) {
            step(nowMs, POLL_MS);
            behind.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
        }
    }

    /** Applies what has come; says whether there was anything. */
    boolean step(long nowMs, long waitMs) {
        ConsumerRecords<byte[], byte[]> records = poll(waitMs);
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
