package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads what a run of the log left in its journal: all entries from a sequence on, up to the first that is not whole.
 */
final class JournalReader {
    private final Storage storage;
    private final int epoch;
    private final long fromSequence;
    private final boolean withGaps;

    /** The files of the epoch, in order. */
    private final List<Header> headers;

    private record Header(String path, int epoch, long firstSequence) {}

    private JournalReader(Storage storage, int epoch, long fromSequence, boolean withGaps, List<Header> headers) {
        this.storage = storage;
        this.epoch = epoch;
        this.fromSequence = fromSequence;
        this.withGaps = withGaps;
        this.headers = headers;
    }

    /** Reads what follows a checkpoint. */
    static JournalReader after(Storage storage, List<String> names, int epoch, long fromSequence) throws IOException {
        List<Header> headers = headers(storage, names);
        headers.removeIf(header -> header.epoch() != epoch);
        while (headers.size() > 1 && headers.get(1).firstSequence() <= fromSequence) {
            headers.remove(0);
        }
        headers.removeIf(header -> headers.get(0).firstSequence() > fromSequence);
        return new JournalReader(storage, epoch, fromSequence, false, headers);
    }

    /** Reads all that is there of the latest epoch, because it is not known from where on it counts. */
    static JournalReader everything(Storage storage, List<String> names) throws IOException {
        List<Header> headers = headers(storage, names);
        int epoch = headers.stream().mapToInt(Header::epoch).max().orElse(0);
        headers.removeIf(header -> header.epoch() != epoch);
        return new JournalReader(storage, epoch, 0, true, headers);
    }

    private static List<Header> headers(Storage storage, List<String> names) throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String name : names) {
            String path = Journal.DIRECTORY + "/" + name;
            try (StorageFile file = storage.open(path)) {
                ByteBuffer header = ByteBuffer.allocate(JournalFormat.FILE_HEADER_BYTES);
                file.read(header, 0);
                if (JournalFormat.isFileHeader(header.flip())) {
                    headers.add(new Header(path, JournalFormat.fileEpoch(header), JournalFormat.firstSequence(header)));
                }
            }
        }
        headers.sort(Comparator.comparingLong(Header::firstSequence));
        return headers;
    }

    int epoch() {
        return epoch;
    }

    /** Whether there is no file of the epoch. */
    boolean isEmpty() {
        return headers.isEmpty();
    }

    /** Where it starts to read. */
    JournalPosition start() {
        return new JournalPosition(
                epoch, withGaps && !headers.isEmpty() ? headers.get(0).firstSequence() : fromSequence);
    }

    /** Copies the files it reads, durably but for the directory, to names with a suffix. */
    void copy(String suffix) throws IOException {
        for (Header header : headers) {
            TemporaryFile.write(storage, header.path() + suffix, load(header), true);
        }
    }

    /** Makes what is read durable: a process that was killed may have written it without a sync. */
    void sync() throws IOException {
        for (Header header : headers) {
            try (StorageFile file = storage.open(header.path())) {
                file.sync();
            }
        }
    }

    /** Gets the entries in order. */
    interface Visitor {
        void entry(byte type, long partitionId, long offset, long timeMs, ByteBuffer payload) throws IOException;
    }

    /**
     * Shows all entries; may be called again.
     *
     * @return the sequence after the last
     * @throws IOException if the journal cannot be read, or is damaged where it was durable
     */
    long visit(Visitor visitor) throws IOException {
        long sequence = headers.isEmpty() ? fromSequence : headers.get(0).firstSequence();
        int visited = 0;
        while (visited < headers.size() && (withGaps || headers.get(visited).firstSequence() == sequence)) {
            sequence = visit(headers.get(visited), visitor);
            visited++;
        }
        if (visited > 0 && !withGaps) {
            ensureNotDamaged(headers.subList(visited - 1, headers.size()), sequence);
        }
        return Math.max(sequence, fromSequence);
    }

    /**
     * A power cut tears only what was not synced. So if an entry behind the end knows that the entry missing there was
     * durable, that was not torn but damaged, and records that were acknowledged would be lost without a word.
     */
    private void ensureNotDamaged(List<Header> rest, long missing) throws IOException {
        for (Header header : rest) {
            ByteBuffer bytes = load(header);
            int step = JournalFormat.ALIGNMENT;
            int end = bytes.limit() - JournalFormat.ENTRY_HEADER_BYTES;
            for (int position = JournalFormat.FILE_HEADER_BYTES; position <= end; position += step) {
                long sequence = JournalFormat.sequence(bytes, position);
                if (sequence > missing
                        && JournalFormat.syncedBefore(bytes, position) > missing
                        && JournalFormat.entryAt(bytes, position, epoch, sequence) > 0) {
                    throw new IOException("The journal is damaged: entry " + missing + ", in or before " + header.path()
                            + ", cannot be read, although it was durable when entry " + sequence
                            + " was written. Restore the files in '" + Journal.DIRECTORY + "' from a copy; or move them"
                            + " away, to go on without what was committed since the last checkpoint.");
                }
            }
        }
    }

    private long visit(Header header, Visitor visitor) throws IOException {
        ByteBuffer bytes = load(header);
        long sequence = header.firstSequence();
        int position = JournalFormat.FILE_HEADER_BYTES;
        int size = JournalFormat.entryAt(bytes, position, epoch, sequence);
        while (size > 0) {
            if (sequence >= fromSequence) {
                visitor.entry(
                        JournalFormat.type(bytes, position),
                        JournalFormat.partitionId(bytes, position),
                        JournalFormat.offset(bytes, position),
                        JournalFormat.timeMs(bytes, position),
                        JournalFormat.payload(bytes, position));
            }
            sequence++;
            position += size;
            size = JournalFormat.entryAt(bytes, position, epoch, sequence);
        }
        return sequence;
    }

    private ByteBuffer load(Header header) throws IOException {
        try (StorageFile file = storage.open(header.path())) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), Integer.MAX_VALUE - 8));
            file.read(bytes, 0);
            return bytes.flip();
        }
    }
}
