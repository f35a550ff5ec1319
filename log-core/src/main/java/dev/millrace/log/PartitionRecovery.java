package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back one partition: opens it at its recovery point, takes what the journal has of it, cleans up and makes it
 * durable. One thread at a time; different partitions may be brought back at the same time.
 */
/*
 * All of a partition is done at one go if the journal's batches are at hand. So its files are synced before the files
 * of many others are opened, and those that have to be closed again, because too many are open, need no sync of their
 * own.
 */
final class PartitionRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionRecovery.class);

    private final Terms terms;
    private final PartitionCheckpoint point;
    private final boolean inCheckpoint;
    private final Journaled journaled;

    /** Batches of the journal, in order, that were read and not taken yet; how many were given so far. */
    private final List<Batches> waiting = new ArrayList<>(0);

    private int given;

    private @Nullable PartitionOpener opener;
    private @Nullable PartitionWriter writer;
    private @Nullable PartitionSnapshot durable;
    private List<Segment> condemned = List.of();
    private final ObsoleteFiles obsolete = new ObsoleteFiles();
    private @Nullable IOException failure;
    private boolean done;

    /** Whether {@code point} is what a checkpoint says, and not what the journal or the directory do. */
    PartitionRecovery(Terms terms, PartitionCheckpoint point, boolean inCheckpoint, Journaled journaled) {
        this.terms = terms;
        this.point = point;
        this.inCheckpoint = inCheckpoint;
        this.journaled = journaled;
    }

    /**
     * What holds for all partitions.
     *
     * @param scan whether batches above the recovery points are in the segments alone
     * @param checkpoint whether there was one: else an end that is found may be below what was durable
     * @param clean whether nothing happened after the checkpoint
     */
    record Terms(
            Storage storage,
            Journal journal,
            Fence fence,
            KeptJournal kept,
            boolean scan,
            boolean checkpoint,
            boolean clean,
            long nowMs) {}

    /** What the journal has of one partition. Filled while it is read for the first time. */
    static final class Journaled {
        private long firstOffset = Long.MAX_VALUE;
        private long startOffset;
        private int entries;

        void append(long baseOffset) {
            if (entries == 0) {
                firstOffset = baseOffset;
            }
            entries++;
        }

        void start(long offset) {
            startOffset = Math.max(startOffset, offset);
        }
    }

    /** What one entry of the journal holds. */
    private record Batches(ByteBuffer bytes, long timeMs) {}

    /** Gives the batches of the next entry of the journal, which have to stay as they are until they are taken. */
    void give(ByteBuffer batches, long timeMs) {
        waiting.add(new Batches(batches, timeMs));
        given++;
    }

    /** Takes what was given, and ends the recovery if the journal has no more; throws what {@link #end} does. */
    void advance() throws IOException {
        take();
        if (given == journaled.entries) {
            end();
        }
    }

    /**
     * Ends the recovery, unless it is over.
     *
     * @throws IOException if what was recovered cannot be cleaned up
     * @throws KafkaStorageException if it cannot be made durable; or if the disk is full, which is no reason to leave a
     *     partition out
     */
    void end() throws IOException {
        take();
        PartitionOpener opened = opener;
        PartitionWriter recovered = writer;
        if (!done && opened != null && recovered != null) {
            finish(opened, recovered);
        }
        done = true;
    }

    private void take() {
        try {
            if (!done) {
                takeWaiting();
            }
        } catch (IOException e) {
            fail(e);
        }
        waiting.clear();
    }

    private void takeWaiting() throws IOException {
        PartitionWriter target = writer;
        if (target == null) {
            target = open();
        }
        for (Batches batches : waiting) {
            target.replay(batches.bytes(), batches.timeMs());
        }
    }

    private PartitionWriter open() throws IOException {
        terms.kept().ensureComplete(point);
        PartitionOpener opening = new PartitionOpener(terms.storage(), terms.journal(), terms.fence(), point);
        long start = Math.max(point.logStartOffset(), journaled.startOffset);
        PartitionWriter opened = opening.open(start, inCheckpoint);
        opener = opening;
        writer = opened;
        PartitionOpener.Stop stopped =
                terms.scan() ? opening.adoptFound(opened, !terms.checkpoint(), terms.nowMs()) : null;
        if (stopped != null) {
            judgeEnd(stopped);
        }
        return opened;
    }

    /** Where a scan stops the log ends, unless that may be below what was synced: then nothing may be cut off. */
    private void judgeEnd(PartitionOpener.Stop stop) throws IOException {
        boolean journalGoesOn = journaled.firstOffset <= stop.offset();
        if (!terms.checkpoint() && !journalGoesOn && !stop.inLastSegment()) {
            throw new IOException(stop.text());
        }
        LOG.warn("{}: {}. The log is cut there", point.partition(), stop.text());
    }

    /**
     * Leaves the partition out; but a full disk is no reason to: then nothing is opened, and everything stays as it is.
     */
    private void fail(IOException e) {
        if (StorageErrors.isDiskFull(e)) {
            throw StorageErrors.diskFull(directory(), e);
        }
        failure = e;
        done = true;
        PartitionWriter opened = writer;
        if (opened != null) {
            opened.closeQuietly();
        }
        writer = null;
    }

    private String directory() {
        return PartitionDirectory.of(point.partition(), point.id()).path();
    }

    private void finish(PartitionOpener opened, PartitionWriter recovered) throws IOException {
        condemned = recovered.replayStart(journaled.startOffset);
        if (terms.clean()) {
            recovered.recovered(Long.MAX_VALUE);
        } else {
            opened.cleanUp(recovered, condemned, obsolete);
        }
        PartitionSnapshot snapshot = recovered.snapshot();
        if (snapshot != null) {
            recovered.makeDurable(snapshot);
        }
        durable = snapshot;
    }

    /** The partition as it came back; null if it could not be opened. */
    @Nullable
    PartitionWriter writer() {
        return writer;
    }

    /** What is durable of it, for a checkpoint to say so. */
    @Nullable
    PartitionSnapshot durable() {
        return durable;
    }

    /** Segments to be deleted after the next checkpoint. */
    List<Segment> condemned() {
        return condemned;
    }

    /** Files to be deleted after the next checkpoint. */
    ObsoleteFiles obsolete() {
        return obsolete;
    }

    /**
     * Why the partition could not be opened, and from where on in the journal it misses something.
     *
     * @param journalStart where that begins which no checkpoint has
     * @return null if it was opened
     */
    Recovery.@Nullable Failed failed(@Nullable JournalPosition journalStart) {
        IOException cause = failure;
        if (cause == null) {
            return null;
        }
        String text = "The partition " + point.partition() + " cannot be used: " + StorageErrors.reason(cause)
                + ". Its files in " + directory()
                + " are left as they are. Restore them from a copy and start again, or delete the topic.";
        LOG.error(text);
        JournalPosition missing = point.missing() == null ? journalStart : point.missing();
        return new Recovery.Failed(point.missing(missing), new KafkaStorageException(text, cause));
    }
}
