package dev.millrace.log;

import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one partition back to the state that a checkpoint describes, and cleans up behind its recovery. For one
 * thread.
 */
final class PartitionOpener {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionOpener.class);
    private static final String LOG_SUFFIX = ".log";

    private final Storage storage;
    private final Journal journal;
    private final Fence journalFence;
    private final PartitionCheckpoint point;
    private final String directory;
    private final Set<String> files;

    /** Base offsets of the segment files that are there. */
    private final TreeSet<Long> bases = new TreeSet<>();

    PartitionOpener(Storage storage, Journal journal, Fence journalFence, PartitionCheckpoint point)
            throws IOException {
        this.storage = storage;
        this.journal = journal;
        this.journalFence = journalFence;
        this.point = point;
        this.directory = PartitionDirectory.of(point.partition(), point.id()).path();
        this.files = new HashSet<>(SegmentSwap.finishAll(storage, directory));
        for (String file : files) {
            if (file.endsWith(LOG_SUFFIX)) {
                Long base = baseOf(file);
                if (base != null) {
                    bases.add(base);
                }
            }
        }
    }

    private static @Nullable Long baseOf(String file) {
        try {
            return Long.parseLong(file.substring(0, file.indexOf('.')));
        } catch (NumberFormatException e) {
            LOG.warn("The file {} is none of ours; it is left alone", file);
            return null;
        }
    }

    /**
     * Opens the partition at its recovery point.
     *
     * @param startOffset first offset according to checkpoint and journal
     * @param inCheckpoint whether a checkpoint says what {@code point} says
     * @throws IOException if something below the recovery point is not there: nothing was changed then
     */
    PartitionWriter open(long startOffset, boolean inCheckpoint) throws IOException {
        if (files.isEmpty()) {
            storage.createDirectories(directory);
        }
        List<Segment> segments = new ArrayList<>();
        openSealed(segments, startOffset);
        segments.add(openLast());
        long firstBase = segments.get(0).baseOffset;
        if (firstBase > Math.max(startOffset, 0)) {
            throw new IOException("The partition starts at offset " + startOffset + ", but the first segment in "
                    + directory + " is that of offset " + firstBase);
        }
        ProducerStateTable producers = new ProducerStateTable(point.partition());
        ProducerStateFormat.read(new DataInputStream(new ByteArrayInputStream(point.producers())), producers);
        AbortedTransactions aborted = openAborted(segments);
        boolean covered = inCheckpoint && bases.contains(point.segmentBase()) && point.missing() == null;
        return new PartitionWriter(
                point.id(),
                point.partition(),
                point.config(),
                storage,
                directory,
                journal,
                journalFence,
                new PartitionWriter.Start(
                        segments,
                        producers,
                        aborted,
                        point.logStartOffset(),
                        point.cleanOffset(),
                        point.recoveryOffset(),
                        covered ? point : null));
    }

    private void openSealed(List<Segment> segments, long startOffset) throws IOException {
        for (long base : bases.headSet(point.segmentBase())) {
            Long next = bases.higher(base);
            boolean needed = next == null || next > startOffset || next > point.segmentBase();
            if (needed) {
                int size = sizeOf(base);
                segments.add(Segment.open(storage, directory, base, size, -1));
            }
        }
    }

    private Segment openLast() throws IOException {
        long base = point.segmentBase();
        if (point.segmentBytes() == 0) {
            return Segment.create(storage, directory, base, true);
        }
        int size = bases.contains(base) ? sizeOf(base) : -1;
        if (size < point.segmentBytes()) {
            throw new IOException(pathOf(base)
                    + (size < 0 ? " is missing" : " has " + size + " bytes")
                    + ", but " + point.segmentBytes() + " bytes of it were durable");
        }
        return Segment.open(storage, directory, base, point.segmentBytes(), point.segmentFirstAppendMs());
    }

    private int sizeOf(long base) throws IOException {
        try (StorageFile file = storage.open(pathOf(base))) {
            return (int) Math.min(file.size(), Integer.MAX_VALUE);
        }
    }

    private String pathOf(long base) {
        return directory + "/" + Segment.fileStem(base) + LOG_SUFFIX;
    }

    private AbortedTransactions openAborted(List<Segment> segments) throws IOException {
        AbortedTransactions aborted = new AbortedTransactions(storage, directory);
        List<Long> opened = segments.stream().map(segment -> segment.baseOffset).toList();
        aborted.load(opened, files, point.recoveryOffset());
        if (aborted.count() != point.abortedCount()) {
            LOG.warn(
                    "The .txnindex files in {} hold {} aborted transactions instead of {}: reading the log to write them anew",
                    directory,
                    aborted.count(),
                    point.abortedCount());
            aborted.rebuilt(scanForAborted(segments), opened);
        }
        return aborted;
    }

    private List<AbortedTransaction> scanForAborted(List<Segment> segments) throws IOException {
        List<AbortedTransaction> found = new ArrayList<>();
        ProducerStateTable table = new ProducerStateTable(point.partition());
        for (Segment segment : segments) {
            SegmentScanner scanner = new SegmentScanner(segment.file(), 0, segment.sizeBytes());
            for (RecordBatch batch = scanner.next(); batch != null; batch = scanner.next()) {
                AbortedTransaction ended = ProducerNotes.note(table, batch, 0);
                if (ended != null && ControlMarker.of(batch) == ControlMarker.Type.ABORT) {
                    found.add(ended);
                }
            }
        }
        return found;
    }

    /**
     * Where a scan came upon something that is no batch.
     *
     * @param text what it is
     * @param offset the offset that should be there
     * @param inLastSegment whether no segment follows
     */
    record Stop(String text, long offset, boolean inLastSegment) {}

    /**
     * Takes the batches that are found above the recovery point, checking each; used when no journal tells what they
     * are.
     *
     * @param compacted whether offsets may be missing inside a segment: only from the start of the log, where no
     *     checkpoint tells what was compacted. Segments meet all the same, because compaction leaves each its last
     *     batch
     * @return what stopped the scan before the end of the files; null if nothing did
     */
    @Nullable
    Stop adoptFound(PartitionWriter writer, boolean compacted, long nowMs) throws IOException {
        Segment segment = writer.view().active();
        while (true) {
            StorageFile file = segment.file();
            SegmentScanner scanner = new SegmentScanner(file, segment.sizeBytes(), file.size());
            for (RecordBatch batch = scanner.next(); batch != null; batch = scanner.next()) {
                long end = writer.view().logEndOffset();
                boolean follows = batch.baseOffset() == end || (compacted && batch.baseOffset() > end);
                if (!follows || !batch.isValid()) {
                    String text = segment.path() + " has no valid batch for offset " + end + " at byte "
                            + segment.sizeBytes();
                    return new Stop(text, end, bases.higher(segment.baseOffset) == null);
                }
                writer.adopt(batch, nowMs);
            }
            Long next = bases.higher(segment.baseOffset);
            long end = writer.view().logEndOffset();
            if (scanner.problem() != null || (next != null && next != end)) {
                String text = segment.path() + " ends at offset " + end + ", byte " + segment.sizeBytes()
                        + (scanner.problem() == null ? "" : ", followed by " + scanner.problem())
                        + (next == null ? "" : "; the next segment is that of offset " + next);
                return new Stop(text, end, next == null);
            }
            if (next == null) {
                return null;
            }
            segment = writer.rollTo(next);
        }
    }

    /**
     * Deletes the files of segments that the recovered partition does not have, and what was left half written.
     *
     * @param condemned segments that have to stay until there is a new checkpoint
     * @param obsolete takes the files that have to stay until then, too
     */
    void cleanUp(PartitionWriter writer, List<Segment> condemned, ObsoleteFiles obsolete) throws IOException {
        writer.recovered(point.segmentBase());
        Set<Long> kept = new HashSet<>();
        for (Segment segment : condemned) {
            kept.add(segment.baseOffset);
        }
        for (Segment segment : writer.view().segments()) {
            kept.add(segment.baseOffset);
        }
        for (String file : files) {
            Long base = file.endsWith(LOG_SUFFIX)
                            || file.endsWith(".index")
                            || file.endsWith(".txnindex")
                            || file.endsWith(".tmp")
                    ? baseOf(file)
                    : null;
            if (base == null) {
                continue;
            }
            boolean lostHistory = base > point.segmentBase() && (!kept.contains(base) || !file.endsWith(LOG_SUFFIX));
            if (lostHistory || file.endsWith(".tmp")) {
                storage.delete(
                        directory + "/" + file); // the last checkpoint does not need it, the next one must not see it
                writer.directoryChanged();
            } else if (!kept.contains(base)) {
                obsolete.addFile(directory + "/" + file);
                writer.directoryChanged();
            }
        }
    }
}
