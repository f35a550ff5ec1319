package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a directory back to what was committed, and whatever more of the journal is whole. For one thread, used once. */
/*
 * 1. Read the checkpoint.
 * 2. Read the journal from there for what happened to partitions: which exist, with which settings and first offsets.
 * 3. Open each partition at its recovery point.
 * 4. Read the journal again and append the batches, even where a segment shows the same bytes already: after a failed sync
 *    the system shows bytes that are not on the disk, and a sync writes only what was written again.
 * 5. Cut off what lies behind the ends; delete what belongs to partitions that do not exist.
 * Before 2 the journal is synced: 5 deletes files for good, so it must not rely on entries that a power cut could still take away.
 * The caller then writes a checkpoint with a new epoch before anything is served. Until that is durable nothing was done that the
 * old checkpoint and the journal could not do again: cutting and writing happen above the recovery points only.
 *
 * Without a journal of batches (FlushMode.OS) step 4 is a scan of the segments above the recovery point, each batch checked.
 * Without a checkpoint (lost or damaged) every partition directory is scanned from its start in the same way, and what the
 * journal has besides is appended.
 *
 * A partition whose files lack something below the recovery point is not opened: it fails whenever it is used, its files stay as
 * they are, and so do the journal files, under another name. The others go on. The checkpoint says where what it misses begins
 * (KeptJournal), and the next start tries again.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Storage storage;
    private final LogDirectoryConfig config;
    private final Fence fence;
    private final long nowMs;

    private final Map<Long, PartitionCheckpoint> points = new LinkedHashMap<>();
    private final Set<Long> inCheckpoint = new HashSet<>();
    private final Map<Long, Long> starts = new HashMap<>();
    private final Map<Long, Long> firstJournaled = new HashMap<>();
    private final Map<Long, PartitionOpener> openers = new HashMap<>();
    private final Map<Long, PartitionWriter> writers = new LinkedHashMap<>();
    private final Map<Long, Failed> failed = new LinkedHashMap<>();
    private final Map<PartitionWriter, List<Segment>> condemned = new LinkedHashMap<>();
    private long nextPartitionId;
    private final ObsoleteFiles obsolete = new ObsoleteFiles();
    private KeptJournal kept = KeptJournal.none();

    /** Where in the journal begins what is not in the checkpoint; null if there is nothing. */
    private @Nullable JournalPosition journalStart;

    private boolean wasClean;

    Recovery(Storage storage, LogDirectoryConfig config, Fence fence, long nowMs) {
        this.storage = storage;
        this.config = config;
        this.fence = fence;
        this.nowMs = nowMs;
    }

    /** A partition that could not be opened, what the last checkpoint says of it, and why. */
    record Failed(PartitionCheckpoint point, KafkaStorageException cause) {}

    /**
     * What was recovered.
     *
     * @param journalFiles names of files that may be used again after the next checkpoint
     * @param condemned segments to be deleted after the next checkpoint
     * @param obsolete files to be deleted after the next checkpoint
     */
    record Result(
            Journal journal,
            List<String> journalFiles,
            long nextPartitionId,
            List<PartitionWriter> writers,
            Map<PartitionWriter, List<Segment>> condemned,
            List<Failed> failed,
            ObsoleteFiles obsolete) {

        /** What comes after the first checkpoint of this process: what it does not speak of goes, or is used again. */
        void finish(Storage storage) throws IOException {
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
        journalStart = reader.isEmpty() ? null : reader.start();
        long nextSequence = reader.visit(this::readNote);
        int epoch = Math.max(reader.epoch(), checkpoint == null ? 0 : checkpoint.epoch()) + 1;
        Journal journal = new Journal(storage, config, fence, epoch, nextSequence);
        boolean scan = checkpoint == null || checkpoint.flushMode() == FlushMode.OS;
        openAll(journal, scan, checkpoint != null);
        kept.visit(points, this::replay);
        reader.visit(this::replay);
        finish();
        if (!failed.isEmpty()) {
            KeptJournal.keep(storage, reader, epoch);
        }
        return new Result(
                journal,
                journalFiles,
                nextPartitionId,
                List.copyOf(writers.values()),
                condemned,
                List.copyOf(failed.values()),
                obsolete);
    }

    private void start(Checkpoint checkpoint) {
        wasClean = checkpoint.clean();
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
            firstJournaled.putIfAbsent(id, offset);
        } else if (type == JournalFormat.CREATE) {
            CheckpointFormat.Identity identity = CheckpointFormat.decodeIdentity(payload);
            points.putIfAbsent(id, PartitionCheckpoint.empty(id, identity.partition(), identity.config()));
            nextPartitionId = Math.max(nextPartitionId, id + 1);
        } else if (type == JournalFormat.DELETE) {
            points.remove(id);
        } else if (type == JournalFormat.START) {
            starts.merge(id, offset, Math::max);
        } else if (type == JournalFormat.CONFIG) {
            LogConfig changed = CheckpointFormat.decodeIdentity(payload).config();
            points.computeIfPresent(id, (same, point) -> point.withConfig(changed));
        }
    }

    private void openAll(Journal journal, boolean scan, boolean trustEnds) {
        for (PartitionCheckpoint point : points.values()) {
            try {
                kept.ensureComplete(point);
                PartitionOpener opener = new PartitionOpener(storage, journal, fence, point);
                long start = Math.max(point.logStartOffset(), starts.getOrDefault(point.id(), 0L));
                PartitionWriter writer = opener.open(start, inCheckpoint.contains(point.id()));
                openers.put(point.id(), opener);
                writers.put(point.id(), writer);
                PartitionOpener.Stop stopped = scan ? opener.adoptFound(writer, !trustEnds, nowMs) : null;
                if (stopped != null) {
                    judgeEnd(point, stopped, trustEnds);
                }
            } catch (IOException e) {
                fail(point, e);
            }
        }
    }

    /** Where a scan stops the log ends, unless that may be below what was synced: then nothing may be cut off. */
    private void judgeEnd(PartitionCheckpoint point, PartitionOpener.Stop stop, boolean trustEnds) throws IOException {
        boolean journalGoesOn = firstJournaled.getOrDefault(point.id(), Long.MAX_VALUE) <= stop.offset();
        if (!trustEnds && !journalGoesOn && !stop.inLastSegment()) {
            throw new IOException(stop.text());
        }
        LOG.warn("{}: {}. The log is cut there", point.partition(), stop.text());
    }

    private void replay(byte type, long id, long offset, long timeMs, ByteBuffer payload) {
        PartitionWriter writer = writers.get(id);
        if (type == JournalFormat.APPEND && writer != null) {
            try {
                writer.replay(payload, timeMs);
            } catch (IOException e) {
                fail(pointOf(id), e);
            }
        }
    }

    private PartitionCheckpoint pointOf(long id) {
        PartitionCheckpoint point = points.get(id);
        if (point == null) {
            throw new IllegalStateException("No partition has id " + id);
        }
        return point;
    }

    /** Leaves a partition out; but a full disk is no reason to: then nothing is opened, and everything stays as it is. */
    private void fail(PartitionCheckpoint point, IOException e) {
        TopicPartition partition = point.partition();
        String directory = PartitionDirectory.of(partition, point.id()).path();
        if (StorageErrors.isDiskFull(e)) {
            throw StorageErrors.diskFull(directory, e);
        }
        String text = "The partition " + partition + " cannot be used: " + StorageErrors.reason(e) + ". Its files in "
                + directory + " are left as they are. Restore them from a copy and start again, or delete the topic.";
        LOG.error(text);
        PartitionWriter writer = writers.remove(point.id());
        if (writer != null) {
            writer.closeQuietly();
        }
        openers.remove(point.id());
        JournalPosition missing = point.missing() == null ? journalStart : point.missing();
        failed.put(point.id(), new Failed(point.missing(missing), new KafkaStorageException(text, e)));
    }

    private void finish() throws IOException {
        for (PartitionCheckpoint point : points.values()) {
            PartitionWriter writer = writers.get(point.id());
            PartitionOpener opener = openers.get(point.id());
            if (writer != null && opener != null) {
                List<Segment> below = writer.replayStart(starts.getOrDefault(point.id(), 0L));
                if (!below.isEmpty()) {
                    condemned.put(writer, below);
                }
                if (!wasClean) {
                    opener.cleanUp(writer, below, obsolete);
                } else {
                    writer.recovered(Long.MAX_VALUE);
                }
            }
        }
        for (String name : storage.list(PartitionDirectory.PARENT)) {
            PartitionDirectory directory = PartitionDirectory.parse(name);
            if (directory == null) {
                LOG.warn("{}/{} is none of ours; it is left alone", PartitionDirectory.PARENT, name);
            } else if (!points.containsKey(directory.id())) {
                LOG.info("Removing {}: the partition was deleted, or never came to be", directory.path());
                obsolete.addDirectory(directory.path());
            }
        }
        if (failed.isEmpty()) {
            kept.files().forEach(obsolete::addFile);
        }
    }

    static void removeTree(Storage storage, String directory) throws IOException {
        for (String file : storage.list(directory)) {
            storage.delete(directory + "/" + file);
        }
        storage.delete(directory);
    }
}
