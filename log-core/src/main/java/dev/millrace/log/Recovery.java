package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a directory back to what was committed, and whatever more of the journal is whole. Used once, by one thread.
 */
/*
 * 1. Read the checkpoint.
 * 2. Read the journal from there for what happened to partitions: which exist, with which settings and first offsets.
 * 3. Read the journal again, some megabytes at a time, and bring back the partitions of which it has batches
 * (PartitionRecovery), all
 *    of them at once if there are threads for that:
 *    a. open the partition at its recovery point;
 *    b. append the batches, even where a segment shows the same bytes already: after a failed sync the system shows bytes that are
 *       not on the disk, and a sync writes only what was written again;
 *    c. once there are no more, cut off what lies behind the end, and sync.
 * 4. Do the same with the others; note what belongs to partitions that do not exist.
 * Before 3 the journal is synced: c deletes files for good, so it must not rely on entries that a power cut could still
 * take away. The caller then writes a checkpoint with a new epoch before anything is served. Until that is durable
 * nothing was done that the old checkpoint and the journal could not do again: cutting and writing happen above the
 * recovery points only.
 *
 * Without a journal of batches (FlushMode.OS) step b is a scan of the segments above the recovery point, each batch
 * checked. Without a checkpoint (lost or damaged) every partition directory is scanned from its start in the same way,
 * and what the journal has besides is appended.
 *
 * A partition whose files lack something below the recovery point is not opened: it fails whenever it is used, its
 * files stay as they are, and so do the journal files, under another name. The others go on. The checkpoint says where
 * what it misses begins (KeptJournal), and the next start tries again.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** How much of the journal is at hand at a time, at most. */
    private static final int LARGEST_PORTION_BYTES = 4 << 20;

    private final Storage storage;
    private final LogDirectoryConfig config;
    private final Fence fence;
    private final Workers workers;
    private final long nowMs;

    private final Map<Long, PartitionCheckpoint> points = new LinkedHashMap<>();
    private final Set<Long> inCheckpoint = new HashSet<>();
    private final Map<Long, PartitionRecovery.Journaled> journaled = new HashMap<>();
    private final Map<Long, PartitionRecovery> recoveries = new LinkedHashMap<>();

    /** Those that have batches of the portion of the journal that is at hand. */
    private final Set<PartitionRecovery> touched = new LinkedHashSet<>();

    private final int fullPortionBytes;
    private int portionBytes;
    private long nextPartitionId;
    private final ObsoleteFiles obsolete = new ObsoleteFiles();
    private KeptJournal kept = KeptJournal.none();

    Recovery(Storage storage, LogDirectoryConfig config, Fence fence, Workers workers, long nowMs) {
        this.storage = storage;
        this.config = config;
        this.fence = fence;
        this.workers = workers;
        this.fullPortionBytes = Math.min(LARGEST_PORTION_BYTES, config.journalFileSizeBytes() / 2);
        this.nowMs = nowMs;
    }

    /** A partition that could not be opened, what the last checkpoint says of it, and why. */
    record Failed(PartitionCheckpoint point, KafkaStorageException cause) {}

    /**
     * What was recovered.
     *
     * @param journalFiles names of files that may be used again after the next checkpoint
     * @param partitions those that came back, or did not
     * @param failed those that did not
     * @param obsolete files to be deleted after the next checkpoint
     */
    record Result(
            Journal journal,
            List<String> journalFiles,
            long nextPartitionId,
            List<PartitionRecovery> partitions,
            List<Failed> failed,
            ObsoleteFiles obsolete) {

        /** The partitions that may be used. */
        List<PartitionWriter> writers() {
            List<PartitionWriter> writers = new ArrayList<>();
            for (PartitionRecovery partition : partitions) {
                PartitionWriter writer = partition.writer();
                if (writer != null) {
                    writers.add(writer);
                }
            }
            return writers;
        }

        /** What is durable of them and in no checkpoint yet. */
        Map<PartitionWriter, PartitionSnapshot> durable() {
            Map<PartitionWriter, PartitionSnapshot> durable = new LinkedHashMap<>();
            for (PartitionRecovery partition : partitions) {
                PartitionWriter writer = partition.writer();
                PartitionSnapshot snapshot = partition.durable();
                if (writer != null && snapshot != null) {
                    durable.put(writer, snapshot);
                }
            }
            return durable;
        }

        /** Has the segments deleted that the partitions show no longer, once there is a checkpoint. */
        void condemn(Checkpointer checkpointer) {
            for (PartitionRecovery partition : partitions) {
                PartitionWriter writer = partition.writer();
                if (writer != null && !partition.condemned().isEmpty()) {
                    checkpointer.condemn(writer, partition.condemned());
                }
            }
        }

        /** What comes after the first checkpoint of this process: what it does not speak of goes, or is used again. */
        void finish(Storage storage) throws IOException {
            for (PartitionRecovery partition : partitions) {
                partition.obsolete().remove(storage);
            }
            obsolete.remove(storage);
            journal.adopt(journalFiles);
        }
    }

    Result run() throws IOException {
        storage.createDirectories(PartitionDirectory.PARENT);
        storage.createDirectories(Journal.DIRECTORY);
        List<String> names = storage.list(Journal.DIRECTORY);
        List<String> journalFiles = new ArrayList<>(names);
        journalFiles.removeIf(name -> !Journal.isFile(name));
        Checkpoint checkpoint = CheckpointFile.read(storage);
        JournalReader reader;
        if (checkpoint == null) {
            reader = JournalReader.everything(storage, journalFiles);
            startWithoutCheckpoint();
        } else {
            reader = JournalReader.after(
                    storage,
                    checkpoint.clean() ? List.of() : journalFiles,
                    checkpoint.epoch(),
                    checkpoint.nextSequence());
            start(checkpoint);
        }
        kept = KeptJournal.find(storage, names, points.values());
        kept.visit(points, this::readNote);
        reader.sync();
        long nextSequence = reader.visit(this::readNote);
        int epoch = Math.max(reader.epoch(), checkpoint == null ? 0 : checkpoint.epoch()) + 1;
        Journal journal = new Journal(storage, config, fence, epoch, nextSequence);
        boolean scan = checkpoint == null || checkpoint.flushMode() == FlushMode.OS;
        boolean clean = checkpoint != null && checkpoint.clean();
        prepare(new PartitionRecovery.Terms(storage, journal, fence, kept, scan, checkpoint != null, clean, nowMs));
        kept.visit(points, this::replay);
        reader.visit(this::replay);
        takePortion();
        workers.doAll(
                recoveries.values().stream().<Workers.Step>map(one -> one::end).toList());
        List<Failed> failed = failed(reader.isEmpty() ? null : reader.start());
        noteUnknown();
        if (failed.isEmpty()) {
            kept.files().forEach(obsolete::addFile);
        } else {
            KeptJournal.keep(storage, reader, epoch);
        }
        return new Result(journal, journalFiles, nextPartitionId, List.copyOf(recoveries.values()), failed, obsolete);
    }

    private void start(Checkpoint checkpoint) {
        nextPartitionId = checkpoint.nextPartitionId();
        for (PartitionCheckpoint point : checkpoint.partitions()) {
            points.put(point.id(), point);
            inCheckpoint.add(point.id());
        }
    }

    private void startWithoutCheckpoint() throws IOException {
        for (String name : storage.list(PartitionDirectory.PARENT)) {
            PartitionDirectory directory = PartitionDirectory.parse(name);
            if (directory != null) {
                SegmentSwap.finishAll(storage, directory.path());
                long first = Long.MAX_VALUE;
                for (String file : storage.list(directory.path())) {
                    Long base = Segment.baseOf(file, ".log");
                    first = base == null ? first : Math.min(first, base);
                }
                long start = first == Long.MAX_VALUE ? 0 : first;
                points.put(
                        directory.id(),
                        new PartitionCheckpoint(
                                directory.id(),
                                directory.partition(),
                                LogConfig.DEFAULT,
                                start,
                                Math.max(1, start), // it may have been compacted
                                start,
                                start,
                                0,
                                -1,
                                0,
                                null,
                                new byte[4]));
                nextPartitionId = Math.max(nextPartitionId, directory.id() + 1);
            }
        }
        if (!points.isEmpty() || CheckpointFile.exists(storage)) {
            LOG.warn(
                    "The file '{}' is {}. Reading all {} partitions from their first batch to the last instead; their settings"
                            + " are the defaults until they are set again",
                    CheckpointFile.NAME,
                    CheckpointFile.exists(storage) ? "damaged" : "missing",
                    points.size());
        }
    }

    private void readNote(byte type, long id, long offset, long timeMs, ByteBuffer payload) throws IOException {
        if (type == JournalFormat.APPEND) {
            journaled(id).append(offset);
        } else if (type == JournalFormat.CREATE) {
            CheckpointFormat.Identity identity = CheckpointFormat.decodeIdentity(payload);
            points.putIfAbsent(id, PartitionCheckpoint.empty(id, identity.partition(), identity.config()));
            nextPartitionId = Math.max(nextPartitionId, id + 1);
        } else if (type == JournalFormat.DELETE) {
            points.remove(id);
        } else if (type == JournalFormat.START) {
            journaled(id).start(offset);
        } else if (type == JournalFormat.CONFIG) {
            LogConfig changed = CheckpointFormat.decodeIdentity(payload).config();
            points.computeIfPresent(id, (same, point) -> point.withConfig(changed));
        }
    }

    private PartitionRecovery.Journaled journaled(long id) {
        return journaled.computeIfAbsent(id, same -> new PartitionRecovery.Journaled());
    }

    private void prepare(PartitionRecovery.Terms terms) {
        for (PartitionCheckpoint point : points.values()) {
            long id = point.id();
            recoveries.put(id, new PartitionRecovery(terms, point, inCheckpoint.contains(id), journaled(id)));
        }
    }

    private void replay(byte type, long id, long offset, long timeMs, ByteBuffer payload) throws IOException {
        PartitionRecovery partition = recoveries.get(id);
        if (type != JournalFormat.APPEND || partition == null) {
            return;
        }
        partition.give(payload, timeMs);
        touched.add(partition);
        portionBytes += payload.remaining();
        if (portionBytes >= fullPortionBytes) {
            takePortion();
        }
    }

    private void takePortion() throws IOException {
        workers.doAll(touched.stream().<Workers.Step>map(one -> one::advance).toList());
        touched.clear();
        portionBytes = 0;
    }

    private List<Failed> failed(@Nullable JournalPosition journalStart) {
        List<Failed> failed = new ArrayList<>();
        for (PartitionRecovery partition : recoveries.values()) {
            Failed one = partition.failed(journalStart);
            if (one != null) {
                failed.add(one);
            }
        }
        return failed;
    }

    private void noteUnknown() throws IOException {
        for (String name : storage.list(PartitionDirectory.PARENT)) {
            PartitionDirectory directory = PartitionDirectory.parse(name);
            if (directory == null) {
                LOG.warn("{}/{} is none of ours; it is left alone", PartitionDirectory.PARENT, name);
            } else if (!points.containsKey(directory.id())) {
                LOG.info("Removing {}: the partition was deleted, or never came to be", directory.path());
                obsolete.addDirectory(directory.path());
            }
        }
    }

    static void removeTree(Storage storage, String directory) throws IOException {
        for (String file : storage.list(directory)) {
            storage.delete(directory + "/" + file);
        }
        storage.delete(directory);
    }
}
