package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All partitions below one {@link Storage}, and what they share: the journal, the group sync, checkpoints and recovery.
 *
 * <p>The way of an append: {@link PartitionLog#append} any number of batches to any number of partitions, then
 * {@link #sync()} once. When that returns they are durable (as {@link FlushMode} says) and readable. After a crash the
 * directory holds a prefix of what was appended, in the order of the appends over all partitions, at least up to the
 * last sync that returned. So what must be there together, such as the data, the decision and the markers of a
 * transaction, needs one sync together.
 *
 * <p>Any thread may call any method. There is no thread here: somebody calls {@link #tick(long)} now and then.
 */
/*
 * Files: checkpoint, reserve, journal/NNNNNNNN.journal, partitions/<topic>-<partition>.<id>/<base
 * offset>.{log,index,txnindex}. docs/formats/ describes each.
 *
 * Locks, always in this order: compaction → maintenance (create, delete, checkpoint) → append lock of a partition →
 * journal.
 */
public final class LogDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogDirectory.class);

    /** How many times the journal limit may wait when checkpoints cannot be completed. */
    private static final int LARGEST_BACKLOG = 8;

    private static final long EXPIRY_INTERVAL_MS = 10_000;

    private final Storage storage;
    private final LogDirectoryConfig config;
    private final Fence fence;
    private final Journal journal;
    private final CommitGroup commits;
    private final Map<TopicPartition, PartitionLog> partitions = new ConcurrentHashMap<>();
    private final List<Runnable> appendListeners = new CopyOnWriteArrayList<>();

    private final ReentrantLock maintenance = new ReentrantLock();
    private final Compactor compactor;

    /** Partitions that could not be opened; all below this line is guarded by the maintenance lock. */
    private final Map<TopicPartition, Recovery.Failed> failed = new LinkedHashMap<>();

    private final Checkpointer checkpointer;
    private final Reserve reserve;
    private final SteadyClock clock;
    private volatile boolean clockBelieved;
    private long nextPartitionId;
    private long lastCheckpointMs;
    private long lastFlushMs;
    private long lastExpiryMs;
    private boolean closed;

    private LogDirectory(
            Storage storage, LogDirectoryConfig config, Fence fence, Recovery.Result recovered, long nowMs) {
        this.storage = storage;
        this.config = config;
        this.fence = fence;
        this.journal = recovered.journal();
        this.commits = new CommitGroup(journal, fence, config.flushMode() == FlushMode.COMMIT);
        this.nextPartitionId = recovered.nextPartitionId();
        this.lastCheckpointMs = nowMs;
        this.lastFlushMs = nowMs;
        this.checkpointer = new Checkpointer(storage, config, fence, journal, () -> commit(true));
        this.reserve = new Reserve(storage, config);
        this.clock = new SteadyClock(nowMs);
        this.compactor = new Compactor(
                storage, config.compactor(), maintenance, partitions::values, this::checkpointForCompaction);
        recovered.condemn(checkpointer);
        for (PartitionWriter writer : recovered.writers()) {
            partitions.put(writer.partition(), new PartitionLog(this, writer));
        }
        for (Recovery.Failed one : recovered.failed()) {
            TopicPartition partition = one.point().partition();
            failed.put(partition, one);
            partitions.put(
                    partition, new PartitionLog(this, partition, one.point().config(), one.cause()));
        }
    }

    /**
     * Opens the directory and recovers everything that is there. When this returns, what was recovered is durable.
     *
     * @param storage the files; taken over: closed by {@link #close()}, and if this fails
     * @param config the settings
     * @param nowMs the time, in milliseconds since 1970
     * @return the open directory
     * @throws dev.millrace.log.storage.StorageLockedException if somebody else has it open
     * @throws KafkaStorageException if the disk is full: nothing was changed then
     * @throws IOException if it cannot be read or written
     */
    public static LogDirectory open(Storage storage, LogDirectoryConfig config, long nowMs) throws IOException {
        return open(storage, config, Workers.CALLER, nowMs);
    }

    /**
     * As {@link #open(Storage, LogDirectoryConfig, long)}, with threads for what can be done of many partitions at
     * once.
     *
     * @param storage the files; taken over: closed by {@link #close()}, and if this fails
     * @param config the settings
     * @param workers who brings the partitions back; not used any more when this returns
     * @param nowMs the time, in milliseconds since 1970
     * @return the open directory
     * @throws dev.millrace.log.storage.StorageLockedException if somebody else has it open
     * @throws KafkaStorageException if the disk is full: nothing was changed then
     * @throws IOException if it cannot be read or written
     */
    public static LogDirectory open(Storage storage, LogDirectoryConfig config, Workers workers, long nowMs)
            throws IOException {
        boolean opened = false;
        try {
            storage.lock();
            LogDirectory directory = recoverOnAFullDiskToo(storage, config, workers, nowMs);
            opened = true;
            return directory;
        } finally {
            if (!opened) {
                storage.close();
            }
        }
    }

    /** A full disk has to give what is in reserve: nothing could be deleted to make room if the process did not start. */
    private static LogDirectory recoverOnAFullDiskToo(
            Storage storage, LogDirectoryConfig config, Workers workers, long nowMs) throws IOException {
        try {
            return recover(storage, config, workers, nowMs);
        } catch (IOException | KafkaStorageException e) {
            if (!StorageErrors.isDiskFull(e) || !new Reserve(storage, config).giveUp()) {
                throw e;
            }
            return recover(storage, config, workers, nowMs);
        }
    }

    private static LogDirectory recover(Storage storage, LogDirectoryConfig config, Workers workers, long nowMs)
            throws IOException {
        Fence fence = new Fence();
        Recovery.Result recovered = new Recovery(storage, config, fence, workers, nowMs).run();
        LogDirectory directory = new LogDirectory(storage, config, fence, recovered, nowMs);
        directory.checkpointer.begin(directory.catalog(), recovered.durable());
        directory.checkpointer.removeCondemned(directory::catalog);
        recovered.finish(storage);
        return directory;
    }

    /**
     * Creates a partition, empty. Becomes durable like an append, with the next sync.
     *
     * @param partition its name
     * @param config its settings
     * @param nowMs the time, in milliseconds since 1970
     * @return the partition
     * @throws TopicExistsException if it exists
     * @throws org.apache.kafka.common.errors.InvalidTopicException if the topic's name cannot be the name of a
     *     directory
     * @throws KafkaStorageException if it could not be written
     */
    public PartitionLog create(TopicPartition partition, LogConfig config, long nowMs) {
        maintenance.lock();
        try {
            ensureOpen();
            if (partitions.containsKey(partition)) {
                throw new TopicExistsException("Partition " + partition + " exists already");
            }
            PartitionDirectory directory = PartitionDirectory.of(partition, nextPartitionId);
            nextPartitionId++;
            PartitionWriter writer = NewPartition.create(directory, config, storage, journal, fence, nowMs);
            checkpointer.catalogChanged();
            PartitionLog log = new PartitionLog(this, writer);
            partitions.put(partition, log);
            return log;
        } finally {
            maintenance.unlock();
        }
    }

    /**
     * Finds a partition.
     *
     * @param partition its name
     * @return the partition; null if there is none
     */
    public @Nullable PartitionLog partition(TopicPartition partition) {
        return partitions.get(partition);
    }

    /**
     * All partitions.
     *
     * @return a view, in no order
     */
    public Collection<PartitionLog> partitions() {
        return List.copyOf(partitions.values());
    }

    /**
     * Deletes a partition and its files; does nothing if there is none. Durable when this returns. Also works on a full
     * disk, for which room is kept.
     *
     * @param partition its name
     * @throws KafkaStorageException if the change could not be written; if the disk is full nothing was changed, and it
     *     may be tried again
     */
    public void delete(TopicPartition partition) {
        PartitionLog log = partitions.get(partition);
        try {
            deleteNow(partition);
        } catch (KafkaStorageException e) {
            if (!makeRoom(e)) {
                throw e;
            }
            deleteNow(partition);
        }
        PartitionWriter writer = log == null ? null : log.writerIfOpen();
        if (writer != null) {
            compactor.forget(writer);
        }
    }

    /**
     * Gives up the room that is kept for deletions, if the disk is full: what failed may be tried once more, and is to
     * free some.
     *
     * @param failure why something could not be written
     * @return whether there is more room now
     */
    public boolean makeRoom(KafkaStorageException failure) {
        if (!StorageErrors.isDiskFull(failure)) {
            return false;
        }
        maintenance.lock();
        try {
            return !closed && reserve.giveUp();
        } catch (IOException e) {
            failure.addSuppressed(e);
            return false;
        } finally {
            maintenance.unlock();
        }
    }

    private void deleteNow(TopicPartition partition) {
        maintenance.lock();
        try {
            ensureOpen();
            PartitionLog log = partitions.get(partition);
            if (log == null) {
                return;
            }
            PartitionWriter writer = log.writerIfOpen();
            Recovery.Failed broken = failed.get(partition);
            if (writer != null) {
                writer.delete();
                forget(partition, writer.directory());
                PartitionWriter.closeQuietly(checkpointer.forget(writer));
                writer.closeQuietly();
            } else if (broken != null) {
                long id = broken.point().id();
                journal.note(JournalFormat.DELETE, id, 0, 0, ByteBuffer.allocate(0));
                forget(partition, PartitionDirectory.of(partition, id).path());
                failed.remove(partition);
            }
        } finally {
            maintenance.unlock();
        }
    }

    private void forget(TopicPartition partition, String directory) {
        commit(true);
        partitions.remove(partition);
        checkpointer.catalogChanged();
        PartitionDirectory.removeQuietly(storage, directory);
    }

    /** Raises a partition's first offset, and deletes the segments that it no longer shows once that is durable. */
    void deleteBefore(PartitionWriter writer, long offset) {
        if (writer.view().isInFirstSegment(offset)) { // then no file goes, also if segments are swapped meanwhile
            writer.raiseStart(offset);
            commit(false);
            return;
        }
        maintenance.lock();
        try {
            List<Segment> gone = writer.raiseStart(offset);
            if (!gone.isEmpty()) {
                commit(true);
                checkpointer.condemn(writer, gone);
                checkpointer.removeCondemned(this::catalog);
                return;
            }
        } finally {
            maintenance.unlock();
        }
        commit(false);
    }

    /**
     * Commits everything that was appended before, by anybody: makes it durable as {@link FlushMode} says, then raises
     * the high watermarks, then calls the append listeners. Threads that call this at the same time share the work.
     *
     * @throws KafkaStorageException if it failed: it is then not known what is durable, and nothing can be appended any
     *     more
     */
    public void sync() {
        commit(false);
    }

    private void commit(boolean force) {
        if (commits.commit(force)) {
            for (Runnable listener : appendListeners) {
                listener.run();
            }
        }
    }

    /**
     * Does what time brings: closes old segments, applies retention, forgets old producers, flushes in
     * {@link FlushMode#INTERVAL}, writes checkpoints, has journal files ready, compacts a bit. Storage that fails is
     * logged, and shows when somebody appends.
     *
     * @param nowMs the time, in milliseconds since 1970
     */
    public void tick(long nowMs) {
        maintain(nowMs);
        compact(nowMs);
    }

    /**
     * Does one more step of compaction, for a caller who does not want to wait for the next {@link #tick(long)}.
     *
     * @param nowMs the time, in milliseconds since 1970
     * @return whether there may be more to do
     */
    public boolean compact(long nowMs) {
        return compactor.step(clockBelieved, nowMs);
    }

    private boolean isCheckpointDue(long nowMs) {
        maintenance.lock();
        try {
            boolean overdue = nowMs - lastCheckpointMs >= config.checkpointIntervalMs();
            return checkpointer.isNearlyDue() || (overdue && checkpointer.isBehind());
        } finally {
            maintenance.unlock();
        }
    }

    /** The long part of a checkpoint, during which partitions may be created and deleted. */
    private void syncEarly() {
        try {
            EarlySync.run(partitions.values());
        } catch (KafkaStorageException e) {
            LOG.error("Maintenance of the log failed: {}", e.getMessage());
        }
    }

    private void maintain(long nowMs) {
        if (isCheckpointDue(nowMs)) {
            syncEarly();
        }
        maintenance.lock();
        try {
            if (closed || fence.isClosed()) {
                return;
            }
            clockBelieved = clock.isBelieved(nowMs);
            boolean expire = clockBelieved && nowMs - lastExpiryMs >= EXPIRY_INTERVAL_MS;
            lastExpiryMs = expire ? nowMs : lastExpiryMs;
            for (PartitionLog partition : partitions.values()) {
                tick(partition, expire, nowMs);
            }
            if (config.flushMode() == FlushMode.INTERVAL && nowMs - lastFlushMs >= config.flushIntervalMs()) {
                lastFlushMs = nowMs;
                commit(true);
            }
            if (isCheckpointDue(nowMs)) {
                lastCheckpointMs = nowMs;
                checkpointer.run(catalog(), false);
            }
            checkpointer.removeCondemned(this::catalog);
            journal.prepareSpare();
            reserve.keep(nowMs);
        } catch (IOException | KafkaStorageException e) {
            LOG.error("Maintenance of the log failed: {}", e.getMessage());
        } finally {
            maintenance.unlock();
        }
    }

    private void checkpointForCompaction() {
        maintenance.lock();
        try {
            if (!closed) {
                checkpointer.run(catalog(), false);
            }
        } catch (KafkaStorageException e) {
            LOG.error("A checkpoint for compaction failed: {}", e.getMessage());
        } finally {
            maintenance.unlock();
        }
    }

    private void tick(PartitionLog partition, boolean expire, long nowMs) {
        PartitionWriter writer = partition.writerIfOpen();
        if (writer != null && writer.isInUse()) {
            writer.rollByAge(nowMs);
            if (expire) {
                writer.expireProducers(nowMs, config.producerExpiryMs());
            }
            Retention.apply(partition, writer, clockBelieved, nowMs);
        }
    }

    /** Called before each append, holding no lock: keeps the journal within its limit. */
    void makeRoom(long nowMs) {
        if (!checkpointer.isDue()) {
            return;
        }
        maintenance.lock();
        try {
            if (checkpointer.isDue()) {
                ensureOpen();
                lastCheckpointMs = nowMs;
                checkpointer.run(catalog(), false);
                if (journal.backlogBytes() >= LARGEST_BACKLOG * config.journalLimitBytes()) {
                    throw new KafkaStorageException(
                            "The journal cannot be recycled, because some partitions' files cannot be"
                                    + " written (see the log above). Nothing more is appended. Check the disk and start again.");
                }
            }
        } finally {
            maintenance.unlock();
        }
    }

    private Checkpointer.Catalog catalog() {
        List<PartitionWriter> writers = new ArrayList<>();
        for (PartitionLog partition : partitions.values()) {
            PartitionWriter writer = partition.writerIfOpen();
            if (writer != null) {
                writers.add(writer);
            }
        }
        return new Checkpointer.Catalog(writers, failed.values(), nextPartitionId);
    }

    /**
     * Adds somebody to be called after high watermarks rose: who waits for records looks again. Called by the thread
     * that committed; must return quickly and not call back.
     *
     * @param listener what to call
     */
    public void addAppendListener(Runnable listener) {
        appendListeners.add(listener);
    }

    /**
     * Removes a listener.
     *
     * @param listener as it was added
     */
    public void removeAppendListener(Runnable listener) {
        appendListeners.remove(listener);
    }

    private void ensureOpen() {
        if (closed) {
            throw new KafkaStorageException("The log directory is closed");
        }
        fence.check();
    }

    /**
     * Commits everything, writes a checkpoint that makes the next start quick, and closes all files and the storage.
     * Closing again does nothing. On a full disk it is closed without the checkpoint, which loses nothing.
     *
     * @throws KafkaStorageException if something could not be written; the files are closed all the same
     */
    @Override
    public void close() {
        compactor.close();
        maintenance.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            endWriters(); // or what is appended and acknowledged from here on would follow a checkpoint that says
            // nothing does
            if (!fence.isClosed()) {
                writeLastCheckpoint();
            }
        } finally {
            closeFiles();
            maintenance.unlock();
        }
    }

    /** The room in reserve is left alone: the next start may need it more. */
    private void writeLastCheckpoint() {
        try {
            checkpointer.run(catalog(), true);
        } catch (KafkaStorageException e) {
            if (!StorageErrors.isDiskFull(e)) {
                throw e;
            }
            LOG.warn(
                    "The disk is full, so the log was closed without its last checkpoint. Nothing is lost: the next start"
                            + " takes what is missing from the journal. {}",
                    e.getMessage());
        }
    }

    private void endWriters() {
        for (PartitionLog partition : partitions.values()) {
            PartitionWriter writer = partition.writerIfOpen();
            if (writer != null) {
                writer.end();
            }
        }
    }

    private void closeFiles() {
        for (PartitionLog partition : partitions.values()) {
            PartitionWriter writer = partition.writerIfOpen();
            if (writer != null) {
                writer.closeQuietly();
            }
        }
        try {
            journal.close();
            storage.close();
        } catch (IOException e) {
            LOG.warn("Closing the log directory failed: {}", StorageErrors.reason(e));
        }
    }
}
