package dev.millrace.runtime;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.Punctuator;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.Record;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One sub-topology at work on one partition of each of its sources: queues in, operators and stores, sinks out.
 *
 * <p>All on the thread that owns it. A step processes one record through all operators, depth-first. The record chosen
 * is the one with the smallest timestamp among the heads of the queues; with an empty queue the task waits for it,
 * unless nothing is known to be on its way and {@code max.task.idle.ms} is over (KIP-695).
 *
 * <p>A commit has two halves, between which the thread makes durable what all its tasks sent: {@link #prepareCommit}
 * and {@link #committed}.
 */
final class Task {

    /** Where a task is in its life. {@link StreamThread} alone moves it on. */
    enum State {
        /** Stores are open and catch up with their changelogs. */
        RESTORING,
        RUNNING,
        CLOSED
    }

    private final TaskScope scope;
    private final Failures failures;
    private final TaskStores stores;
    private final List<Operator> operators;
    private final InputQueue[] queues;
    private final Map<TopicPartition, InputQueue> queueOf = new HashMap<>();
    private final long maxIdleMs;
    private State state = State.RESTORING;
    private long idleSinceMs = -1;
    private boolean dirty;

    /**
     * @param operators all nodes, parents before children
     * @param queues one for each input partition
     * @param maxIdleMs {@code max.task.idle.ms}; negative: never wait for an empty input
     */
    Task(
            TaskScope scope,
            Failures failures,
            TaskStores stores,
            List<Operator> operators,
            List<InputQueue> queues,
            long maxIdleMs) {
        this.scope = scope;
        this.failures = failures;
        this.stores = stores;
        this.operators = operators;
        this.queues = queues.toArray(new InputQueue[0]);
        this.maxIdleMs = maxIdleMs;
        for (InputQueue queue : queues) {
            queueOf.put(queue.partition(), queue);
        }
    }

    TaskId id() {
        return scope.id;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    Set<TopicPartition> inputs() {
        return queueOf.keySet();
    }

    TaskStores stores() {
        return stores;
    }

    Map<String, StateStore> storesByName() {
        return stores.byName();
    }

    /**
     * Goes on from what an earlier owner committed: the partitions' times make the stream time, the marks are there
     * again.
     */
    void resumeFrom(Map<TopicPartition, OffsetAndMetadata> committed) {
        for (InputQueue queue : queues) {
            OffsetAndMetadata offset = committed.get(queue.partition());
            if (offset != null) {
                PartitionMetadata metadata = PartitionMetadata.decode(offset.metadata());
                queue.partitionTimeMs(metadata.timeMs());
                scope.marks.resume(metadata.marks());
                scope.streamTimeMs = Math.max(scope.streamTimeMs, queue.partitionTimeMs());
            }
        }
    }

    /** The stores have caught up: initialises the processors. */
    void start(long nowMs) {
        scope.nowMs = nowMs;
        for (Operator operator : operators) {
            operator.init();
        }
        state = State.RUNNING;
    }

    TaskFigures figures() {
        return scope.figures;
    }

    /** The task's metrics are there from now on, until it is closed. */
    void reportFigures() {
        scope.figures.register(List.of(queues), scope.nowMs);
    }

    /** Drops what was fetched and not processed. */
    void clearQueues() {
        for (InputQueue queue : queues) {
            queue.clear();
        }
    }

    InputQueue queue(TopicPartition partition) {
        InputQueue queue = queueOf.get(partition);
        if (queue == null) {
            throw new IllegalStateException("Task " + id() + " does not read " + partition);
        }
        return queue;
    }

    /** All input queues. Not to be changed. */
    InputQueue[] queues() {
        return queues;
    }

    /** Whether some input has no record at hand. */
    boolean hasEmptyQueue() {
        for (InputQueue queue : queues) {
            if (queue.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Notes, after a poll, which inputs are known to have more to come: one that is not empty now may be before the
     * next poll.
     */
    void lookAhead(Consumer<byte[], byte[]> consumer) {
        if (queues.length == 1) {
            return;
        }
        for (InputQueue queue : queues) {
            OptionalLong lag = consumer.currentLag(queue.partition());
            queue.moreExpected(lag.isEmpty() || lag.getAsLong() > 0);
        }
    }

    /** Processes one record, if one may be processed now. */
    boolean process(long nowMs) {
        InputQueue queue = next(nowMs);
        if (queue == null) {
            return false;
        }
        scope.current = queue.head();
        scope.nowMs = nowMs;
        dirty = true;
        try {
            Record<Object, Object> record = queue.headRecord();
            if (record.timestamp() > scope.streamTimeMs) {
                scope.streamTimeMs = record.timestamp();
            }
            scope.figures.processed(scope.streamTimeMs - record.timestamp());
            queue.source().process(record);
        } catch (Failures.ProcessingFailure e) {
            throw failures.asStreamsException(e);
        } finally {
            scope.current = null;
        }
        queue.advance();
        if (scope.streamTimePunctuations.nextMs() <= scope.streamTimeMs) {
            punctuateStreamTime();
        }
        return true;
    }

    private @Nullable InputQueue next(long nowMs) {
        if (queues.length == 1) {
            return queues[0].isEmpty() ? null : queues[0];
        }
        InputQueue best = null;
        boolean anyEmpty = false;
        boolean moreExpected = false;
        for (InputQueue queue : queues) {
            if (queue.isEmpty()) {
                anyEmpty = true;
                moreExpected |= queue.isMoreExpected();
            } else if (best == null || queue.headTimestampMs() < best.headTimestampMs()) {
                best = queue;
            }
        }
        if (best == null || !anyEmpty || maxIdleMs < 0) {
            idleSinceMs = -1;
            return best;
        }
        if (moreExpected || !idledEnough(nowMs)) {
            return null;
        }
        scope.figures.enforced();
        return best;
    }

    /** The smallest timestamp at hand; {@link Long#MAX_VALUE} if there is no record. */
    long nextTimestampMs() {
        long min = Long.MAX_VALUE;
        for (InputQueue queue : queues) {
            if (!queue.isEmpty()) {
                min = Math.min(min, queue.headTimestampMs());
            }
        }
        return min;
    }

    private boolean idledEnough(long nowMs) {
        if (maxIdleMs == 0) {
            return true;
        }
        if (idleSinceMs < 0) {
            idleSinceMs = nowMs;
        }
        return nowMs - idleSinceMs >= maxIdleMs;
    }

    private int punctuateStreamTime() {
        return scope.streamTimeMs < 0 ? 0 : scope.streamTimePunctuations.run(scope.streamTimeMs, this::punctuate);
    }

    /** Calls the punctuators that are due by the wall clock or, after a restart, by stream time; gives how many. */
    int punctuate(long nowMs) {
        scope.nowMs = nowMs;
        return punctuateStreamTime() + scope.wallClockPunctuations.run(nowMs, this::punctuate);
    }

    /** When something is due by the wall clock, though no input comes; {@link Long#MAX_VALUE} if nothing. */
    long nextDeadlineMs() {
        long punctuationMs = scope.wallClockPunctuations.nextMs();
        return idleSinceMs < 0 ? punctuationMs : Math.min(punctuationMs, idleSinceMs + maxIdleMs);
    }

    private void punctuate(String node, Punctuator punctuator, long timeMs) {
        dirty = true;
        try {
            punctuator.punctuate(timeMs);
        } catch (RuntimeException e) {
            try {
                failures.processing(node, null, e);
            } catch (Failures.ProcessingFailure failure) {
                throw failures.asStreamsException(failure);
            }
        }
    }

    boolean needsCommit() {
        if (dirty || scope.commitRequested) {
            return true;
        }
        for (InputQueue queue : queues) {
            if (queue.moved()) {
                return true;
            }
        }
        return false;
    }

    boolean commitRequested() {
        return scope.commitRequested;
    }

    /** First half of a commit: everything that waits in caches and stores goes to sinks and changelogs. */
    void prepareCommit() {
        try {
            stores.flushCaches();
        } catch (Failures.ProcessingFailure e) {
            throw failures.asStreamsException(e);
        }
        stores.drainChanges();
    }

    /** The input positions that correspond to what was processed. */
    Map<TopicPartition, OffsetAndMetadata> positions(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        boolean marksChanged = scope.marks.changed();
        for (InputQueue queue : queues) {
            if (queue.moved()) {
                positions.put(queue.partition(), position(queue, consumer));
            }
        }
        if (marksChanged && positions.isEmpty()) { // by a punctuation
            positions.put(queues[0].partition(), position(queues[0], consumer));
        }
        return positions;
    }

    private OffsetAndMetadata position(InputQueue queue, Consumer<byte[], byte[]> consumer) {
        long offset = queue.isEmpty() ? consumer.position(queue.partition()) : queue.headOffset();
        return new OffsetAndMetadata(offset, scope.marks.encoded(queue.partitionTimeMs(), scope.id));
    }

    /** Second half: the log has everything, so the stores keep it. */
    void committed(Map<TopicPartition, OffsetAndMetadata> positions) {
        scope.marks.committed();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (InputQueue queue : queues) {
            OffsetAndMetadata position = positions.get(queue.partition());
            if (position != null) {
                offsets.put(queue.partition(), position.offset());
                queue.committed();
            }
        }
        stores.commit(offsets);
        dirty = false;
        scope.commitRequested = false;
    }

    long bufferedBytes() {
        return stores.bufferedBytes();
    }

    /** Closes processors and stores; what was not committed is dropped. Closing again does nothing. */
    void close() {
        if (state == State.CLOSED) {
            return;
        }
        boolean wasRunning = state == State.RUNNING;
        state = State.CLOSED;
        for (InputQueue queue : queues) {
            queue.clear();
        }
        try {
            if (wasRunning) {
                closeOperators();
            }
        } finally {
            stores.close();
            scope.figures.close(scope.nowMs);
        }
    }

    private void closeOperators() {
        StreamsException first = null;
        for (Operator operator : operators) {
            try {
                operator.close();
            } catch (StreamsException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public String toString() {
        return "Task " + id() + " (" + state + ")";
    }
}
