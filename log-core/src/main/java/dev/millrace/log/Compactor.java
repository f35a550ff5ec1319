package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts the partitions of a directory, one at a time, in steps. Any thread may call; while one is at it the others
 * pass.
 *
 * <p>Reads and writes without a lock that anybody else waits for. Only to create the temporary file and to swap it is
 * the directory's maintenance lock taken, for moments.
 */
/*
 * Locks: own → maintenance → append lock of a partition. So who holds the maintenance lock must not call in here.
 *
 * What fails before a swap has changed nothing: the temporary file is deleted, the error logged once, and the partition
 * put off. A damaged batch puts it off until the process starts again: what is not understood is not rewritten.
 */
final class Compactor {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

    static final long RETRY_MS = 60_000;

    private final Storage storage;
    private final CompactorConfig config;
    private final Lock maintenance;
    private final Supplier<Collection<PartitionLog>> partitions;
    private final Runnable checkpoint;

    private final ReentrantLock lock = new ReentrantLock();
    private final SipHash hash;

    /** Partitions that are left alone until a time. */
    private final Map<PartitionWriter, PutOff> putOff = new HashMap<>();

    private record PutOff(long untilMs, boolean reported) {}

    private static final PutOff NOW = new PutOff(Long.MIN_VALUE, false);

    private @Nullable CompactionPass pass;
    private boolean closed;

    Compactor(
            Storage storage,
            CompactorConfig config,
            Lock maintenance,
            Supplier<Collection<PartitionLog>> partitions,
            Runnable checkpoint) {
        this.storage = storage;
        this.config = config;
        this.maintenance = maintenance;
        this.partitions = partitions;
        this.checkpoint = checkpoint;
        SecureRandom random = new SecureRandom();
        this.hash = new SipHash(random.nextLong(), random.nextLong());
    }

    /**
     * Does one step, if there is anything to do.
     *
     * @param mayBegin whether a new pass may begin
     * @return whether there may be more to do
     */
    boolean step(boolean mayBegin, long nowMs) {
        if (!config.enabled() || !lock.tryLock()) {
            return false;
        }
        try {
            if (pass == null && mayBegin && !closed) {
                pass = begin(nowMs);
            }
            CompactionPass current = pass;
            if (current == null) {
                return false;
            }
            step(current, nowMs);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void step(CompactionPass current, long nowMs) {
        PartitionWriter writer = current.writer();
        boolean goesOn = false;
        try {
            current.step(config.stepBytes());
            goesOn = !current.isDone();
            if (current.isDone()) {
                putOff.remove(writer);
                LOG.debug("Compacted {}", current);
            }
        } catch (CorruptRecordException | KafkaStorageException | IOException e) {
            failed(writer, e, nowMs);
        } finally {
            if (!goesOn) {
                end(current);
            }
        }
    }

    private void failed(PartitionWriter writer, Exception e, long nowMs) {
        if (writer.isEnded()) { // its files with it
            LOG.debug("{} went away while it was compacted", writer.partition(), e);
        } else if (e instanceof IOException io) {
            putOff(writer, io, nowMs);
        } else {
            putOff.put(writer, new PutOff(Long.MAX_VALUE, true));
            LOG.error("{} is not compacted any more by this process: {}", writer.partition(), e.getMessage());
        }
    }

    private void putOff(PartitionWriter writer, IOException e, long nowMs) {
        PutOff before = putOff.put(writer, new PutOff(nowMs + RETRY_MS, true));
        if (before == null || !before.reported()) {
            LOG.error(
                    "Compacting {} failed ({}). Its segments are as they were; it is tried again every {} s",
                    writer.partition(),
                    StorageErrors.reason(e),
                    RETRY_MS / 1000);
        }
    }

    private void end(CompactionPass ended) {
        pass = null;
        try {
            ended.discard();
        } catch (IOException e) {
            LOG.warn(
                    "A temporary file of {} could not be deleted: {}",
                    ended.writer().partition(),
                    e.getMessage());
        }
    }

    /** The pass over the partition that needs one most; null if none does. */
    private @Nullable CompactionPass begin(long nowMs) {
        PartitionWriter neediest = null;
        DirtySection dirtiest = null;
        for (PartitionLog partition : partitions.get()) {
            PartitionWriter writer = partition.writerIfOpen();
            if (writer != null && isCandidate(writer, nowMs)) {
                DirtySection section = sectionOf(writer, Long.MAX_VALUE, nowMs);
                if (section != null
                        && section.isWorthIt(writer.config().cleanup())
                        && (dirtiest == null || section.isMoreUrgentThan(dirtiest))) {
                    neediest = writer;
                    dirtiest = section;
                }
            }
        }
        return neediest == null || dirtiest == null ? null : begin(neediest, dirtiest, nowMs);
    }

    private boolean isCandidate(PartitionWriter writer, long nowMs) {
        return writer.config().cleanup().compacts()
                && writer.isInUse()
                && putOff.getOrDefault(writer, NOW).untilMs() <= nowMs;
    }

    /** What the last checkpoint covers of the section; if that is not all, there is a new one first. */
    private @Nullable CompactionPass begin(PartitionWriter writer, DirtySection wanted, long nowMs) {
        boolean gapsExpected = writer.compacted().expectGaps();
        DirtySection durable = sectionOf(writer, writer.compacted().durableBelow(), nowMs);
        if (durable != null && (!gapsExpected || durable.to() < wanted.to())) {
            checkpoint.run();
            gapsExpected = writer.compacted().expectGaps();
            durable = sectionOf(writer, writer.compacted().durableBelow(), nowMs);
        }
        if (durable == null || !gapsExpected || durable.dirtyBytes() == 0) {
            putOff.put(
                    writer,
                    new PutOff(
                            nowMs + RETRY_MS, putOff.getOrDefault(writer, NOW).reported()));
            return null;
        }
        return new CompactionPass(storage, writer, maintenance, durable, config, hash, nowMs);
    }

    private @Nullable DirtySection sectionOf(PartitionWriter writer, long durableBelow, long nowMs) {
        try {
            return DirtySection.of(writer, durableBelow, nowMs);
        } catch (IOException e) {
            if (writer.view().segments()[0].isRemoved()) {
                return null;
            }
            putOff(writer, e, nowMs);
            return null;
        }
    }

    /** Lets go of a partition that was deleted. */
    void forget(PartitionWriter writer) {
        lock.lock();
        try {
            putOff.remove(writer);
            CompactionPass current = pass;
            if (current != null && current.writer() == writer) {
                end(current);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is going on; nothing begins any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            CompactionPass current = pass;
            if (current != null) {
                end(current);
            }
        } finally {
            lock.unlock();
        }
    }
}
