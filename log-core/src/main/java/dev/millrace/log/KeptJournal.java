package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The journal files of earlier runs that hold what partitions miss: those that could not be opened while the others
 * went on. Each start reads them again for such a partition, until it can be opened. For one thread.
 */
/*
 * They are copies, made durable before the checkpoint that speaks of them: a journal whose last sync failed is not on
 * the disk as it is seen. The checkpoint says of such a partition in which epoch and where its entries begin.
 */
final class KeptJournal {
    private static final String SUFFIX = ".kept";

    private final Map<JournalPosition, JournalReader> readers = new LinkedHashMap<>();
    private final List<String> files = new ArrayList<>();

    private KeptJournal() {}

    static KeptJournal none() {
        return new KeptJournal();
    }

    /**
     * Finds the files that hold what some partitions miss.
     *
     * @param names of all files in the journal's directory
     */
    static KeptJournal find(Storage storage, List<String> names, Iterable<PartitionCheckpoint> points)
            throws IOException {
        KeptJournal kept = new KeptJournal();
        List<String> copies =
                names.stream().filter(name -> name.endsWith(SUFFIX)).toList();
        for (PartitionCheckpoint point : points) {
            JournalPosition position = point.missing();
            if (position != null && !kept.readers.containsKey(position)) {
                kept.readers.put(position, JournalReader.after(storage, copies, position.epoch(), position.sequence()));
            }
        }
        copies.forEach(name -> kept.files.add(Journal.DIRECTORY + "/" + name));
        return kept;
    }

    /** Shows the entries of the partitions that miss them. */
    void visit(Map<Long, PartitionCheckpoint> points, JournalReader.Visitor visitor) throws IOException {
        for (Map.Entry<JournalPosition, JournalReader> reader : readers.entrySet()) {
            reader.getValue().visit((type, id, offset, timeMs, payload) -> {
                PartitionCheckpoint point = points.get(id);
                if (point != null && reader.getKey().equals(point.missing())) {
                    visitor.entry(type, id, offset, timeMs, payload);
                }
            });
        }
    }

    /** Passes unless files are gone that hold what a partition misses. */
    void ensureComplete(PartitionCheckpoint point) throws IOException {
        JournalPosition position = point.missing();
        JournalReader reader = position == null ? null : readers.get(position);
        if (position != null && (reader == null || reader.isEmpty())) {
            throw new IOException("What was committed before it could not be opened for the first time is in the files "
                    + Journal.DIRECTORY + "/*" + SUFFIX + " with entries of epoch " + position.epoch()
                    + ", and these are missing");
        }
    }

    /** Paths of the files that were kept by earlier starts. */
    List<String> files() {
        return files;
    }

    /** Keeps what a reader has read, for later starts. */
    static void keep(Storage storage, JournalReader reader, int epoch) throws IOException {
        reader.copy("." + epoch + SUFFIX);
        storage.syncDirectory(Journal.DIRECTORY);
    }
}
