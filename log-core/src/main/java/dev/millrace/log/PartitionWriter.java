package dev.millrace.log;

import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writing side of a partition: everything that changes it, and the view that readers take. */
/*
 * One append, in this order: judge (changes nothing) → stamp offsets into the batch → write to the segment → journal →
 * take note (segment end, index, producers, view) → ask for a commit. If a step fails the later ones do not happen:
 * bytes beyond the segment's end mean nothing and are cut off. So there is never a moment at which one part of the
 * state knows of a batch that another does not. Another thread's commit may come between any two steps; it makes
 * readable what the view has by then.
 *
 * Locks, always taken in this order: append (one writer at a time, held during writes) → journal's own, state's own.
 */
final class PartitionWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWriter.class);

    private final long id;
    private final TopicPartition partition;
    private final Storage storage;
    private final String directory;
    private final Journal journal;
    private final Fence journalFence;
    private final Fence fence = new Fence();

    private final ReentrantLock appendLock = new ReentrantLock();
    private final PartitionState state;

    private volatile LogConfig config;
    private volatile boolean deleted;
    private volatile boolean closed;

    /** During recovery what a crash left in files is compared with, not thrown away at once. */
    private boolean recovering = true;

    private final CheckpointCoverage coverage;

    private final CompactedPart compacted;

    /** Whether the next commit raises the high watermark to the end. Changed under the journal's lock. */
    volatile boolean awaitsCommit;

    PartitionWriter(
            long id,
            TopicPartition partition,
            LogConfig config,
            Storage storage,
            String directory,
            Journal journal,
            Fence journalFence,
            Start start) {
        this.id = id;
        this.partition = partition;
        this.config = config;
        this.storage = storage;
        this.directory = directory;
        this.journal = journal;
        this.journalFence = journalFence;
        this.state = new PartitionState(start);
        this.coverage = new CheckpointCoverage(start.covering());
        this.compacted = new CompactedPart(appendLock, state, coverage, start.cleanOffset());
    }

    /**
     * What a writer starts from.
     *
     * @param segments at least one
     * @param covering the checkpoint that says all this; null if none does
     */
    record Start(
            List<Segment> segments,
            ProducerStateTable producers,
            AbortedTransactions aborted,
            long logStartOffset,
            long cleanOffset,
            long endOffset,
            @Nullable PartitionCheckpoint covering) {}

    long id() {
        return id;
    }

    TopicPartition partition() {
        return partition;
    }

    String directory() {
        return directory;
    }

    LogConfig config() {
        return config;
    }

    LogView view() {
        return state.view();
    }

    CompactedPart compacted() {
        return compacted;
    }

    AppendResult append(ByteBuffer batches, AppendOrigin origin, long nowMs) {
        appendLock.lock();
        try {
            checkWritable();
            RecordBatch first = BatchChecks.check(batches, partition, config, origin, nowMs);
            if (first.hasProducerId()) {
                RememberedBatch repeated = state.judge(first);
                if (repeated != null) {
                    long appendTime = appendTime(repeated.timestampMs());
                    return new AppendResult(repeated.baseOffset(), repeated.lastOffset(), appendTime, true);
                }
            }
            long baseOffset = view().logEndOffset();
            long endOffset = BatchChecks.stamp(batches, baseOffset, config.timestampType(), nowMs);
            write(batches, baseOffset, endOffset, nowMs);
            take(batches, endOffset, nowMs);
            return new AppendResult(baseOffset, endOffset - 1, appendTime(nowMs), false);
        } finally {
            appendLock.unlock();
        }
    }

    private long appendTime(long nowMs) {
        return config.timestampType() == TimestampType.LOG_APPEND_TIME ? nowMs : -1;
    }

    long appendMarker(long producerId, short epoch, boolean commit, int coordinatorEpoch, long nowMs) {
        appendLock.lock();
        try {
            checkWritable();
            long writtenBefore = state.producerTable().judgeMarker(producerId, epoch, coordinatorEpoch);
            if (writtenBefore >= 0) {
                return writtenBefore;
            }
            long offset = view().logEndOffset();
            ByteBuffer marker = ControlMarker.batch(commit, producerId, epoch, coordinatorEpoch, nowMs);
            RecordBatch.at(marker, marker.position()).assignOffsets(offset, BatchChecks.LEADER_EPOCH);
            write(marker, offset, offset + 1, nowMs);
            take(marker, offset + 1, nowMs);
            return offset;
        } finally {
            appendLock.unlock();
        }
    }

    private void write(ByteBuffer batches, long baseOffset, long endOffset, long nowMs) {
        Segment active = rollIfNeeded(batches.remaining(), baseOffset, endOffset, nowMs);
        try {
            active.prepareToAppend();
        } catch (IOException e) {
            throw StorageErrors.unreadable(active.path(), e);
        }
        try {
            active.write(batches);
        } catch (IOException e) {
            if (!StorageErrors.isDiskFull(e)) {
                throw fence.close(StorageErrors.fenced(active.path(), e));
            }
            cutToEnd(active);
            throw StorageErrors.diskFull(active.path(), e);
        }
        boolean journaled = false;
        try {
            journal.append(this, baseOffset, nowMs, batches);
            journaled = true;
        } finally {
            if (!journaled) {
                cutToEnd(active);
            }
        }
    }

    private void cutToEnd(Segment active) {
        try {
            active.cutToEnd();
        } catch (IOException e) {
            fence.close(StorageErrors.fenced(active.path(), e));
        }
    }

    /**
     * Takes note of what was written. If that breaks off (no memory), the journal has batches that the view does not
     * show, and the next append must not go on in their place.
     */
    private void take(ByteBuffer batches, long endOffset, long nowMs) {
        boolean taken = false;
        try {
            coverage.changed();
            state.take(batches, endOffset, config.indexIntervalBytes(), nowMs);
            journal.awaitCommit(this, batches.remaining());
            taken = true;
        } finally {
            if (!taken) {
                fence.close(new KafkaStorageException("An append to " + partition + " broke off when it was written:"
                        + " nothing more is appended to it by this process. Start it again; what was acknowledged is"
                        + " there then."));
            }
        }
    }

    /** What was appended below an offset is committed now. */
    void raiseHighWatermark(long offset) {
        state.raiseHighWatermark(offset);
    }

    private Segment rollIfNeeded(int bytes, long baseOffset, long endOffset, long nowMs) {
        Segment active = view().active();
        boolean tooLarge = bytes > config.segmentSizeBytes() - active.sizeBytes();
        boolean tooFar = endOffset - active.baseOffset > Integer.MAX_VALUE;
        boolean full = active.sizeBytes() > 0 && (tooLarge || tooFar || isOld(active, nowMs));
        return full ? roll(baseOffset) : active;
    }

    private boolean isOld(Segment active, long nowMs) {
        return active.firstAppendMs() >= 0 && nowMs - active.firstAppendMs() >= config.rollAfterMs();
    }

    private Segment roll(long baseOffset) {
        Segment next;
        try {
            next = Segment.create(storage, directory, baseOffset, recovering);
        } catch (IOException e) {
            String path = directory + "/" + Segment.fileStem(baseOffset) + ".log";
            throw StorageErrors.isDiskFull(e)
                    ? StorageErrors.diskFull(path, e)
                    : fence.close(StorageErrors.fenced(path, e));
        }
        coverage.directoryChanged();
        state.addSegment(next);
        return next;
    }

    /** Closes the active segment if it is old, though nobody appends. */
    void rollByAge(long nowMs) {
        appendLock.lock();
        try {
            Segment active = view().active();
            if (!closed && !fence.isClosed() && active.sizeBytes() > 0 && isOld(active, nowMs)) {
                roll(view().logEndOffset());
            }
        } finally {
            appendLock.unlock();
        }
    }

    /**
     * Raises the first offset; returns the segments that hold nothing above it, for the caller to remove after a
     * commit.
     */
    List<Segment> raiseStart(long offset) {
        appendLock.lock();
        try {
            checkWritable();
            LogView before = view();
            if (offset <= before.logStartOffset()) {
                return List.of();
            }
            journal.note(JournalFormat.START, id, offset, 0, ByteBuffer.allocate(0));
            coverage.changed();
            return state.raiseStart(offset);
        } finally {
            appendLock.unlock();
        }
    }

    /** Deletes the files of segments that no view holds any more. */
    void remove(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            segment.remove();
            state.aborted().remove(segment.baseOffset);
        }
        appendLock.lock();
        try {
            coverage.directoryChanged();
        } finally {
            appendLock.unlock();
        }
    }

    void configure(LogConfig newConfig, ByteBuffer encoded) {
        appendLock.lock();
        try {
            checkWritable();
            journal.note(JournalFormat.CONFIG, id, 0, 0, encoded);
            config = newConfig;
            coverage.changed();
        } finally {
            appendLock.unlock();
        }
    }

    boolean hasOpenTransaction(long producerId) {
        return state.hasOpenTransaction(producerId);
    }

    List<ProducerState> producers() {
        return state.producers();
    }

    void expireProducers(long nowMs, long expiryMs) {
        appendLock.lock();
        try {
            if (state.expireProducers(nowMs, expiryMs)) {
                coverage.changed();
            }
        } finally {
            appendLock.unlock();
        }
    }

    /**
     * Journals that the partition is deleted, and lets nobody append any more. If this cannot be journaled nothing
     * changes.
     */
    void delete() {
        appendLock.lock();
        try {
            journal.note(JournalFormat.DELETE, id, 0, 0, ByteBuffer.allocate(0));
            deleted = true;
            closed = true;
        } finally {
            appendLock.unlock();
        }
    }

    /** Lets nobody append any more, because the directory is closed. */
    void end() {
        appendLock.lock();
        try {
            closed = true;
        } finally {
            appendLock.unlock();
        }
    }

    /** Passes unless the partition was deleted or closed. */
    void ensureInUse() {
        if (!closed) {
            return;
        }
        if (deleted) { // set before closed, so whoever saw that sees this
            throw new UnknownTopicOrPartitionException(partition + " was deleted");
        }
        throw new KafkaStorageException("The log directory of " + partition + " is closed");
    }

    /**
     * Recovery: takes batches as they were journaled, offsets and all. Those that are in the log already are passed
     * over.
     *
     * @throws IOException if batches before them are missing, or storage fails
     */
    void replay(ByteBuffer batches, long nowMs) throws IOException {
        int position = batches.position();
        while (position < batches.limit()) {
            RecordBatch batch = RecordBatch.at(batches, position);
            position += batch.sizeBytes();
            long end = view().logEndOffset();
            if (batch.baseOffset() > end) {
                throw new IOException("The journal goes on at offset " + batch.baseOffset() + " of " + partition
                        + ", but " + directory + " ends at offset " + end + ": batches are missing");
            }
            if (batch.baseOffset() == end) {
                Segment active = rollIfNeeded(batch.sizeBytes(), end, batch.nextOffset(), nowMs);
                active.prepareToAppend();
                active.write(batch.bytes());
                take(batch.bytes(), batch.nextOffset(), nowMs);
            }
        }
    }

    /** Recovery: takes a batch that was found at the end of the active segment. */
    void adopt(RecordBatch batch, long nowMs) throws IOException {
        view().active().prepareToAppend();
        take(batch.bytes(), batch.nextOffset(), nowMs);
    }

    /** Recovery: goes on in the segment of an offset, which is the end. */
    Segment rollTo(long baseOffset) {
        return roll(baseOffset);
    }

    /**
     * Files were created or deleted outside of this class. Under the append lock, or before anybody else knows the
     * writer.
     */
    final void directoryChanged() {
        coverage.directoryChanged();
    }

    /** Recovery: takes the first offset as it was journaled; returns the segments that hold nothing above it. */
    List<Segment> replayStart(long offset) {
        coverage.changed();
        return offset > view().logStartOffset() ? state.raiseStart(offset) : List.of();
    }

    /**
     * Recovery is over: cuts off what crashes left behind the ends of segments; all that is left counts as committed.
     * The next checkpoint syncs these segments even if nothing was cut now: a process that was killed may have cut them
     * without a sync, and what it cut off would come back with a power cut.
     */
    void recovered(long fromSegment) throws IOException {
        LogView found = view();
        for (Segment segment : found.segments()) {
            if (segment.baseOffset >= fromSegment) {
                segment.cutToEnd();
                segment.distrust();
                coverage.changed();
            }
        }
        started();
    }

    /** From here on it is used: what is there counts as committed. */
    void started() {
        recovering = false;
        coverage.started(state.decidedBelow());
        raiseHighWatermark(view().logEndOffset());
    }

    /** The partition as it is now; null if the last checkpoint still says it all, and nothing is left to be written. */
    @Nullable
    PartitionSnapshot snapshot() throws IOException {
        appendLock.lock();
        try {
            return coverage.isComplete()
                    ? null
                    : PartitionSnapshot.take(
                            new PartitionSnapshot.Identity(id, partition, config),
                            state,
                            compacted.cleanOffset(),
                            coverage);
        } finally {
            appendLock.unlock();
        }
    }

    /** Makes a snapshot durable. Holds no lock while it writes. */
    void makeDurable(PartitionSnapshot snapshot) {
        snapshot.makeDurable(storage, directory, state.aborted(), fence);
    }

    /** Takes note that a durable checkpoint covers a snapshot. */
    void covered(PartitionSnapshot snapshot) {
        appendLock.lock();
        try {
            coverage.covered(snapshot);
            state.aborted().persisted(snapshot.aborted());
        } finally {
            appendLock.unlock();
        }
    }

    /** What the last checkpoint said. */
    @Nullable
    PartitionCheckpoint covering() {
        return coverage.covering();
    }

    boolean isFenced() {
        return fence.isClosed();
    }

    /** Lets nobody append any more, because storage failed; returns what to throw. */
    KafkaStorageException fence(String path, IOException e) {
        return fence.close(StorageErrors.fenced(path, e));
    }

    /** Whether it was deleted or closed. */
    boolean isEnded() {
        return closed;
    }

    /** Whether it can be changed: not deleted, closed, or fenced. */
    boolean isInUse() {
        return !closed && !fence.isClosed() && !journalFence.isClosed();
    }

    void closeQuietly() {
        closeQuietly(List.of(view().segments()));
    }

    static void closeQuietly(List<Segment> segments) {
        for (Segment segment : segments) {
            try {
                segment.close();
            } catch (IOException e) {
                LOG.warn("Closing {} failed: {}", segment.path(), StorageErrors.reason(e));
            }
        }
    }

    private void checkWritable() {
        ensureInUse();
        fence.check();
        journalFence.check();
    }
}
