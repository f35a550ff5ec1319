package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the checkpoints of a directory, and deletes the segments that have to wait for one. Guarded by its owner's
 * lock.
 */
/*
 * A checkpoint, in this order: mark the journal's end; take a snapshot of each partition that changed; sync their
 * segments, transaction indexes and directories; sync the journal (a snapshot may hold batches beyond the mark, which
 * must not become durable before what other partitions appended earlier); write the checkpoint file; release the
 * journal files below the mark.
 *
 * If a partition cannot be written, the checkpoint says of it what the last one said, and counts the journal from where
 * the last one did: its batches are still there. The others do move on; entries below their recovery points are passed
 * over at recovery.
 */
final class Checkpointer {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    /**
     * What the journal does not carry is scanned at the next start, not written again: so many times the journal's
     * limit take about as long, and may come together between checkpoints.
     */
    private static final int SCAN_FACTOR = 4;

    private final Storage storage;
    private final LogDirectoryConfig config;
    private final Fence fence;
    private final Journal journal;
    private final Runnable forcedCommit;

    /** Segments that no reader sees any more, and whose files are still there. */
    private final Map<PartitionWriter, List<Segment>> condemned = new LinkedHashMap<>();

    private boolean catalogChanged = true;
    private long coveredSequence;
    private long coveredTicket;

    /** The backlog of the journal at which there is to be a checkpoint. */
    private volatile long dueAtBytes;

    /** As above, in bytes that the journal does not carry. */
    private volatile long scanDueAtBytes;

    Checkpointer(Storage storage, LogDirectoryConfig config, Fence fence, Journal journal, Runnable forcedCommit) {
        this.storage = storage;
        this.config = config;
        this.fence = fence;
        this.journal = journal;
        this.forcedCommit = forcedCommit;
        this.dueAtBytes = config.journalLimitBytes();
        this.scanDueAtBytes = SCAN_FACTOR * config.journalLimitBytes();
    }

    /** What a checkpoint is made of. */
    record Catalog(Collection<PartitionWriter> writers, Collection<Recovery.Failed> failed, long nextPartitionId) {}

    /** Partitions were created or deleted. */
    void catalogChanged() {
        catalogChanged = true;
    }

    /** Whether the journal is so long that an append has to wait for a checkpoint. Needs no lock. */
    boolean isDue() {
        return journal.backlogBytes() >= dueAtBytes;
    }

    /** Whether it is better to write one now than to let an append wait for it. */
    boolean isNearlyDue() {
        return journal.backlogBytes() >= dueAtBytes / 2 || journal.leftOutBytes() >= scanDueAtBytes;
    }

    /** Whether anything happened that no checkpoint covers. */
    boolean isBehind() {
        return journal.ticket() != coveredTicket;
    }

    /**
     * The first checkpoint of a process, after recovery: it begins a new epoch of the journal, so it has to be
     * complete.
     *
     * @param durable what recovery has made durable of partitions that the last checkpoint does not say all of
     * @throws IOException if it cannot be
     */
    void begin(Catalog catalog, Map<PartitionWriter, PartitionSnapshot> durable) throws IOException {
        write(catalog, durable, journal.mark(), false, true);
    }

    /**
     * Writes a checkpoint.
     *
     * @param clean whether nothing follows, because the log is being closed
     * @throws KafkaStorageException if it cannot be written
     */
    void run(Catalog catalog, boolean clean) {
        fence.check();
        scanDueAtBytes = journal.leftOutBytes() + SCAN_FACTOR * config.journalLimitBytes();
        try {
            Journal.Mark mark = journal.mark();
            Map<PartitionWriter, PartitionSnapshot> snapshots = new LinkedHashMap<>();
            boolean complete = true;
            for (PartitionWriter writer : catalog.writers()) {
                complete &= takeSnapshot(writer, snapshots);
            }
            write(catalog, snapshots, mark, clean, complete);
        } catch (IOException e) {
            catalogChanged = true;
            dueAtBytes = journal.backlogBytes() + config.journalLimitBytes();
            throw StorageErrors.isDiskFull(e)
                    ? StorageErrors.diskFull(CheckpointFile.NAME, e)
                    : fence.close(StorageErrors.fenced(CheckpointFile.NAME, e));
        }
    }

    /**
     * Takes and writes a partition's snapshot, if there is something new; returns false if it could not be written. A
     * fenced partition never can: after one sync failed the next one may succeed without having written anything.
     */
    private static boolean takeSnapshot(PartitionWriter writer, Map<PartitionWriter, PartitionSnapshot> snapshots)
            throws IOException {
        if (writer.isFenced()) {
            return false;
        }
        PartitionSnapshot snapshot = writer.snapshot();
        if (snapshot == null) {
            return true;
        }
        try {
            writer.makeDurable(snapshot);
            snapshots.put(writer, snapshot);
            return true;
        } catch (KafkaStorageException e) {
            LOG.error("The checkpoint leaves out {}: {}", writer.partition(), e.getMessage());
            return false;
        }
    }

    private void write(
            Catalog catalog,
            Map<PartitionWriter, PartitionSnapshot> snapshots,
            Journal.Mark mark,
            boolean clean,
            boolean complete)
            throws IOException {
        if (catalogChanged) {
            storage.syncDirectory(PartitionDirectory.PARENT);
            catalogChanged = false;
        }
        forcedCommit.run();
        long sequence = complete ? mark.sequence() : coveredSequence;
        List<PartitionCheckpoint> points = points(catalog, snapshots);
        CheckpointFile.write(
                storage,
                new Checkpoint(
                        clean && complete,
                        config.flushMode(),
                        journal.epoch(),
                        sequence,
                        catalog.nextPartitionId(),
                        points));
        snapshots.forEach(PartitionWriter::covered);
        coveredSequence = sequence;
        if (complete) {
            coveredTicket = mark.ticket();
            dueAtBytes = config.journalLimitBytes();
            journal.release(mark);
        } else {
            dueAtBytes = journal.backlogBytes() + config.journalLimitBytes();
        }
    }

    private static List<PartitionCheckpoint> points(
            Catalog catalog, Map<PartitionWriter, PartitionSnapshot> snapshots) {
        List<PartitionCheckpoint> points = new ArrayList<>();
        for (PartitionWriter writer : catalog.writers()) {
            PartitionSnapshot snapshot = snapshots.get(writer);
            PartitionCheckpoint point = snapshot == null ? writer.covering() : snapshot.checkpoint();
            if (point != null) {
                points.add(point);
            }
        }
        for (Recovery.Failed one : catalog.failed()) {
            points.add(one.point());
        }
        return points;
    }

    /** Has segments deleted as soon as that may be. */
    void condemn(PartitionWriter writer, List<Segment> segments) {
        condemned.computeIfAbsent(writer, same -> new ArrayList<>()).addAll(segments);
    }

    /**
     * Forgets about a partition whose files are deleted as a whole; returns those of its segments that no view shows
     * any more.
     */
    List<Segment> forget(PartitionWriter writer) {
        List<Segment> segments = condemned.remove(writer);
        return segments == null ? List.of() : segments;
    }

    /**
     * A segment may go once no recovery would start in it: if the last checkpoint still does, there is a new one first.
     */
    void removeCondemned(Supplier<Catalog> catalog) {
        if (condemned.isEmpty()) {
            return;
        }
        try {
            if (condemned.entrySet().stream().anyMatch(entry -> isRecoveredFrom(entry.getKey(), entry.getValue()))) {
                run(catalog.get(), false);
            }
            for (Map.Entry<PartitionWriter, List<Segment>> entry : List.copyOf(condemned.entrySet())) {
                if (!isRecoveredFrom(entry.getKey(), entry.getValue())) {
                    condemned.remove(entry.getKey());
                    entry.getKey().remove(entry.getValue());
                }
            }
        } catch (IOException | KafkaStorageException e) {
            LOG.warn("Cannot delete old segments yet: {}", StorageErrors.reason(e));
        }
    }

    private static boolean isRecoveredFrom(PartitionWriter writer, List<Segment> segments) {
        PartitionCheckpoint covering = writer.covering();
        return covering == null || segments.stream().anyMatch(segment -> segment.baseOffset >= covering.segmentBase());
    }
}
