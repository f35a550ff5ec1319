package dev.millrace.runtime;

import dev.millrace.streams.AutoOffsetReset;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of one thread, from assignment to close.
 *
 * <p>An assigned task is <em>pending</em> until its state directory is free, then open: restoring, then running. The
 * partitions of a task that is not running are paused. On the thread alone.
 */
final class TaskSet {

    private static final Logger LOG = LoggerFactory.getLogger(TaskSet.class);

    /** Opens a task whose directory is locked for this thread; its stores are initialised. */
    interface Opener {
        Task open(TaskId id, Set<TopicPartition> inputs, long nowMs);
    }

    private final AppLayout layout;
    private final Consumer<byte[], byte[]> consumer;
    private final Restorer restorer;
    private final StateDirectory directory;
    private final Opener opener;
    private final Object lockOwner;
    private final Map<TaskId, Set<TopicPartition>> pending = new TreeMap<>();
    private final Map<TaskId, Task> open = new TreeMap<>();
    private final Map<TopicPartition, Task> byPartition = new HashMap<>();
    private Task[] running = {};

    TaskSet(
            AppLayout layout,
            Consumer<byte[], byte[]> consumer,
            Restorer restorer,
            StateDirectory directory,
            Opener opener,
            Object lockOwner) {
        this.layout = layout;
        this.consumer = consumer;
        this.restorer = restorer;
        this.directory = directory;
        this.opener = opener;
        this.lockOwner = lockOwner;
    }

    /** Tasks that may process, in the order of their ids. Not to be changed. */
    Task[] running() {
        return running;
    }

    /** Ids of all tasks that are assigned. */
    Set<TaskId> ids() {
        Set<TaskId> ids = new HashSet<>(open.keySet());
        ids.addAll(pending.keySet());
        return ids;
    }

    /** Whether every assigned task is running. */
    boolean allRunning() {
        return pending.isEmpty() && running.length == open.size();
    }

    @Nullable
    Task owner(TopicPartition partition) {
        return byPartition.get(partition);
    }

    /** Whether a running task reads a topic. */
    boolean read(String topic) {
        return Stream.of(running)
                .flatMap(task -> task.inputs().stream())
                .anyMatch(input -> input.topic().equals(topic));
    }

    /** Takes a new assignment: tasks that are not in it are closed (they were committed), new ones become pending. */
    void assign(Collection<TopicPartition> partitions) {
        Map<TaskId, Set<TopicPartition>> wanted = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            AppLayout.Part part = layout.readerOf(partition.topic());
            if (part != null) {
                wanted.computeIfAbsent(new TaskId(part.id(), partition.partition()), id -> new HashSet<>())
                        .add(partition);
            }
        }
        for (Task task : new ArrayList<>(open.values())) {
            if (!task.inputs().equals(wanted.get(task.id()))) {
                close(task);
            }
        }
        pending.keySet().forEach(this::release);
        pending.clear();
        wanted.forEach((id, inputs) -> {
            Task task = open.get(id);
            if (task == null) {
                pending.put(id, inputs);
            }
            if (task == null || !task.isRunning()) {
                consumer.pause(inputs);
            }
        });
        index();
    }

    /** Drops what the tasks have fetched: after a rebalance it is fetched again. */
    void clearQueues() {
        open.values().forEach(Task::clearQueues);
    }

    /** Opens pending tasks whose directory is free, and hands them to the restorer; says whether there was any. */
    boolean openPending(long nowMs) {
        if (pending.isEmpty()) {
            return false;
        }
        Map<TaskId, Set<TopicPartition>> free = new TreeMap<>();
        pending.forEach((id, inputs) -> {
            if (directory.tryLock(id, lockOwner)) {
                free.put(id, inputs);
            }
        });
        if (free.isEmpty()) {
            return false;
        }
        Set<TopicPartition> inputs = new HashSet<>();
        free.values().forEach(inputs::addAll);
        Map<TopicPartition, OffsetAndMetadata> committed =
                TimedOutException.orAgain("asking for committed offsets", () -> {
                    Map<TopicPartition, OffsetAndMetadata> found = consumer.committed(inputs);
                    resetOffsets(found, inputs, nowMs);
                    return found;
                });
        List<Task> opened = new ArrayList<>();
        free.forEach((id, partitions) -> {
            Task task = opener.open(id, partitions, nowMs);
            open.put(id, task);
            pending.remove(id);
            task.resumeFrom(committed);
            opened.add(task);
        });
        Map<TopicPartition, Long> positions = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                positions.put(partition, offset.offset());
            }
        });
        try {
            restorer.add(opened, positions);
        } catch (TimedOutException e) {
            opened.forEach(this::openLater);
            throw e;
        }
        index();
        return true;
    }

    private void openLater(Task task) {
        open.remove(task.id());
        pending.put(task.id(), task.inputs());
        task.close();
    }

    /** Sources with an offset policy of their own begin where it says, unless an offset is committed. */
    private void resetOffsets(
            Map<TopicPartition, OffsetAndMetadata> committed, Set<TopicPartition> inputs, long nowMs) {
        for (TopicPartition partition : inputs) {
            AutoOffsetReset reset = committed.get(partition) == null ? layout.resetOf(partition.topic()) : null;
            if (reset == null) {
                continue;
            }
            Set<TopicPartition> one = Set.of(partition);
            switch (reset.strategy()) {
                case EARLIEST -> consumer.seekToBeginning(one);
                case LATEST -> consumer.seekToEnd(one);
                case NONE ->
                    throw new StreamsException("No offset is committed for " + partition
                            + ", and its source says that this is an error (AutoOffsetReset.none()). Commit an offset for"
                            + " the group, or choose earliest() or latest().");
                case BY_DURATION ->
                    seekByAge(partition, nowMs - reset.duration().orElseThrow().toMillis());
            }
        }
    }

    private void seekByAge(TopicPartition partition, long sinceMs) {
        var found = consumer.offsetsForTimes(Map.of(partition, Math.max(0, sinceMs)))
                .get(partition);
        if (found == null) {
            consumer.seekToEnd(Set.of(partition));
        } else {
            consumer.seek(partition, found.offset());
        }
    }

    /** A restored task goes to work. */
    void start(Task task, long nowMs) {
        task.start(nowMs);
        consumer.resume(task.inputs());
        index();
    }

    /** Closes one task; uncommitted work is dropped. */
    void close(Task task) {
        open.remove(task.id());
        restorer.drop(task);
        index();
        try {
            task.close();
        } finally {
            release(task.id());
        }
    }

    private void release(TaskId id) {
        directory.unlock(id, lockOwner);
    }

    /** Empties the stores of these tasks, which are then restored from the beginning. */
    void wipe(Set<TaskId> ids) {
        for (TaskId id : ids) {
            Task task = open.get(id);
            if (task != null) {
                task.stores()
                        .entries()
                        .forEach(entry ->
                                task.stores().state().wipe(entry.store().name()));
            }
        }
    }

    /** Closes all tasks, whatever goes wrong with one; failures are logged. Uncommitted work is dropped. */
    void closeAll() {
        pending.keySet().forEach(this::release);
        pending.clear();
        for (Task task : new ArrayList<>(open.values())) {
            try {
                close(task);
            } catch (RuntimeException e) {
                LOG.warn("Closing {} failed: {}", task, e.toString(), e);
            }
        }
    }

    private void index() {
        byPartition.clear();
        List<Task> ready = new ArrayList<>();
        for (Task task : open.values()) {
            task.inputs().forEach(partition -> byPartition.put(partition, task));
            if (task.isRunning()) {
                ready.add(task);
            }
        }
        running = ready.toArray(new Task[0]);
    }
}
