package dev.millrace.runtime;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.BatchingStateRestoreCallback;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateRestoreListener;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the stores of one thread's tasks up to the end of their changelogs.
 *
 * <p>A store goes on from the offset that its own state holds. A state that the changelog no longer reaches, or that is
 * ahead of it, belongs to another log: it is wiped and filled from the beginning, which is logged. After each poll the
 * states keep what was staged together with the offset reached, so an interrupted restore continues where it was.
 *
 * <p>On the thread of the tasks, a step at a time; tasks that are ready go on processing meanwhile.
 */
final class Restorer {

    private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

    private final Consumer<byte[], byte[]> consumer;
    private final StateRestoreListener listener;
    private final Map<TopicPartition, Replay> replays = new LinkedHashMap<>();
    private final Map<Task, Set<TopicPartition>> open = new LinkedHashMap<>();

    /** One changelog partition on its way into one store. */
    private static final class Replay {
        final Task task;
        final TaskStores.Entry entry;
        final TopicPartition partition;
        final long endOffset;
        long restored;

        /** Up to where it has been applied: where to read on, whatever the consumer has read meanwhile. */
        long position;

        Replay(Task task, TaskStores.Entry entry, TopicPartition partition, long endOffset) {
            this.task = task;
            this.entry = entry;
            this.partition = partition;
            this.endOffset = endOffset;
        }

        String store() {
            return entry.store().name();
        }

        TaskState state() {
            return task.stores().state();
        }

        /** The offset that the store's content corresponds to; a user's own store says so itself, if anybody. */
        long keptOffset() {
            if (entry.managed() != null) {
                return state().changelogOffset(store());
            }
            Long own = entry.store().committedOffset(partition);
            return own == null ? TaskState.NO_OFFSET : own;
        }
    }

    Restorer(Consumer<byte[], byte[]> consumer, StateRestoreListener listener) {
        this.consumer = consumer;
        this.listener = listener;
    }

    boolean isIdle() {
        return open.isEmpty();
    }

    /**
     * Takes tasks whose stores are initialised.
     *
     * @param inputPositions committed input offsets: a changelog that is also an input is replayed up to there only
     * @throws TimedOutException if the log did not tell in time how long the changelogs are: no task was taken
     */
    void add(Collection<Task> tasks, Map<TopicPartition, Long> inputPositions) {
        Map<TopicPartition, TaskStores.Entry> entries = new LinkedHashMap<>();
        Map<TopicPartition, Task> owners = new HashMap<>();
        for (Task task : tasks) {
            for (TaskStores.Entry entry : task.stores().entries()) {
                if (entry.changelog() != null) {
                    entries.put(entry.changelog(), entry);
                    owners.put(entry.changelog(), task);
                }
            }
        }
        if (entries.isEmpty()) {
            tasks.forEach(task -> open.put(task, new HashSet<>()));
            return;
        }
        Map<TopicPartition, Long> ends = ask(() -> consumer.endOffsets(entries.keySet()));
        Map<TopicPartition, Long> starts = ask(() -> consumer.beginningOffsets(entries.keySet()));
        tasks.forEach(task -> open.put(task, new HashSet<>()));
        owners.forEach((partition, task) -> {
            TaskStores.Entry entry = entries.get(partition);
            if (entry != null) {
                long end = ends.getOrDefault(partition, 0L);
                long bound =
                        entry.changelogIsSource() ? Math.min(end, inputPositions.getOrDefault(partition, 0L)) : end;
                Replay replay = new Replay(task, entry, partition, bound);
                long from = startOffset(replay, starts.getOrDefault(partition, 0L), end);
                if (from < bound) {
                    begin(replay, from);
                }
            }
        });
        assign();
    }

    private static Map<TopicPartition, Long> ask(Supplier<Map<TopicPartition, Long>> request) {
        return TimedOutException.orAgain("asking how long the changelogs are", request);
    }

    private long startOffset(Replay replay, long logStart, long logEnd) {
        long kept = replay.keptOffset();
        if (kept == TaskState.NO_OFFSET) {
            return logStart;
        }
        if (kept >= logStart && kept <= logEnd) {
            return kept;
        }
        if (replay.entry.managed() == null) {
            throw new ProcessorStateException(replay.task + ": the store '" + replay.store()
                    + "' says that it has its changelog "
                    + replay.partition + " up to offset " + kept + ", but that holds " + logStart + " to " + logEnd
                    + ". Its class " + replay.entry.store().getClass().getName()
                    + " is the application's own and cannot be emptied from here: delete its data and start again");
        }
        LOG.warn(
                "{}: the state of store '{}' corresponds to offset {} of its changelog {}, which holds {} to {}."
                        + " It belongs to another log or is too old: wiping it and restoring from the beginning.",
                replay.task,
                replay.store(),
                kept,
                replay.partition,
                logStart,
                logEnd);
        replay.state().wipe(replay.store());
        return logStart;
    }

    private void begin(Replay replay, long from) {
        replay.position = from;
        replays.put(replay.partition, replay);
        open.computeIfAbsent(replay.task, task -> new HashSet<>()).add(replay.partition);
        LOG.info(
                "{}: restoring store '{}' from {}, {} to {}",
                replay.task,
                replay.store(),
                replay.partition,
                from,
                replay.endOffset);
        listener.onRestoreStart(replay.partition, replay.store(), from, replay.endOffset);
    }

    private void assign() {
        consumer.assign(replays.keySet());
        rewind();
    }

    private void rewind() {
        replays.values().forEach(replay -> consumer.seek(replay.partition, replay.position));
    }

    /**
     * One poll's worth of restoring; returns the tasks that have become ready.
     *
     * @throws TimedOutException if the log did not tell in time how far it was read: what was read is read again
     */
    List<Task> step(Duration wait) {
        if (!replays.isEmpty()) {
            try {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
                replay(records, positions());
            } catch (TimedOutException e) {
                rewind();
                throw e;
            } catch (InvalidOffsetException e) {
                restart(e);
            }
        }
        List<Task> ready = new ArrayList<>();
        open.forEach((task, partitions) -> {
            if (partitions.isEmpty()) {
                ready.add(task);
            }
        });
        ready.forEach(open::remove);
        return ready;
    }

    /** How far each changelog was read. Asked before anything is applied, since the log may not answer. */
    private Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (Replay replay : replays.values()) {
            long position = TimedOutException.orAgain(
                    "asking how far the changelog " + replay.partition + " was read",
                    () -> consumer.position(replay.partition));
            positions.put(replay.partition, Math.min(position, replay.endOffset));
        }
        return positions;
    }

    private void replay(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Long> positions) {
        Map<Task, Map<String, Long>> reached = new LinkedHashMap<>();
        List<Replay> finished = new ArrayList<>();
        for (Replay replay : replays.values()) {
            List<ConsumerRecord<byte[], byte[]>> batch = records.records(replay.partition);
            apply(replay, batch);
            long position = positions.getOrDefault(replay.partition, replay.position);
            replay.position = position;
            boolean done = position >= replay.endOffset;
            if (!batch.isEmpty() || done) {
                reached.computeIfAbsent(replay.task, task -> new HashMap<>()).put(replay.store(), position);
                listener.onBatchRestored(replay.partition, replay.store(), position, batch.size());
            }
            if (done) {
                finished.add(replay);
            }
        }
        reached.forEach((task, offsets) -> task.stores().state().commit(offsets));
        finished.forEach(this::finish);
        if (!finished.isEmpty()) {
            assign();
        }
    }

    private static void apply(Replay replay, List<ConsumerRecord<byte[], byte[]>> batch) {
        ManagedStore managed = replay.entry.managed();
        if (managed == null) {
            applyToOwn(replay, batch);
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (record.offset() >= replay.endOffset || record.key() == null) {
                continue;
            }
            try {
                managed.restore(record.key(), record.value(), record.timestamp(), record.headers());
            } catch (RuntimeException e) {
                throw unreadable(replay, record.offset(), e);
            }
            replay.restored++;
        }
    }

    /**
     * A user's own store takes records through the callback that it registered: one by one, or as many as there are.
     */
    private static void applyToOwn(Replay replay, List<ConsumerRecord<byte[], byte[]>> batch) {
        StateRestoreCallback callback = replay.task.stores().context().restoreCallback(replay.store());
        List<KeyValue<byte[], byte[]>> records = new ArrayList<>(batch.size());
        long offset = -1;
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (record.offset() < replay.endOffset && record.key() != null) {
                offset = offset < 0 ? record.offset() : offset;
                records.add(new KeyValue<>(record.key(), record.value()));
            }
        }
        if (callback == null || records.isEmpty()) {
            return;
        }
        try {
            if (callback instanceof BatchingStateRestoreCallback batching) {
                batching.restoreAll(records);
            } else {
                records.forEach(record -> callback.restore(record.key, record.value));
            }
        } catch (RuntimeException e) {
            throw unreadable(replay, offset, e);
        }
        replay.restored += records.size();
    }

    private static StreamsException unreadable(Replay replay, long offset, RuntimeException cause) {
        return new StreamsException(
                "Store '" + replay.store() + "' cannot take the record at offset " + offset + " of its changelog "
                        + replay.partition + ": " + cause.getMessage()
                        + ". Was it written by this application, and with these serdes? If the records of the changelog are of"
                        + " no use any more, delete that topic while the application does not run",
                cause,
                replay.task.id());
    }

    private void finish(Replay replay) {
        replays.remove(replay.partition);
        Set<TopicPartition> partitions = open.get(replay.task);
        if (partitions != null) {
            partitions.remove(replay.partition);
        }
        LOG.info("{}: store '{}' restored, {} records", replay.task, replay.store(), replay.restored);
        listener.onRestoreEnd(replay.partition, replay.store(), replay.restored);
    }

    /** The changelog was truncated while it was read: begins anew. */
    private void restart(InvalidOffsetException e) {
        for (TopicPartition partition : e.partitions()) {
            Replay replay = replays.get(partition);
            if (replay != null) {
                LOG.warn(
                        "{}: changelog {} lost records while store '{}' was restored from it; wiping the store and beginning anew",
                        replay.task,
                        partition,
                        replay.store());
                replay.state().wipe(replay.store());
                replay.position =
                        ask(() -> consumer.beginningOffsets(Set.of(partition))).getOrDefault(partition, 0L);
                consumer.seek(partition, replay.position);
            }
        }
    }

    /** Forgets a task that was closed. */
    void drop(Task task) {
        Set<TopicPartition> partitions = open.remove(task);
        if (partitions == null || partitions.isEmpty()) {
            return;
        }
        for (TopicPartition partition : partitions) {
            Replay replay = replays.remove(partition);
            if (replay != null) {
                listener.onRestoreSuspended(partition, replay.store(), replay.restored);
            }
        }
        assign();
    }

    void close() {
        consumer.close();
    }
}
