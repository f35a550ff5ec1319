package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads what a run of the log left in its journal: all entries from a sequence on, up to the first that is not whole. */
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

    /** Shows all entries; may be called again. Returns the sequence after the last. */
    long visit(Visitor visitor) throws IOException {
        long sequence = headers.isEmpty() ? fromSequence : headers.get(0).firstSequence();
        for (Header header : headers) {
            if (header.firstSequence() != sequence) {
                if (!withGaps) {
                    break;
                }
                sequence = header.firstSequence();
            }
            sequence = visit(header, visitor);
        }
        return Math.max(sequence, fromSequence);
    }

    private long visit(Header header, Visitor visitor) throws IOException {
        ByteBuffer bytes;
        try (StorageFile file = storage.open(header.path())) {
            bytes = ByteBuffer.allocate((int) Math.min(file.size(), Integer.MAX_VALUE - 8));
            file.read(bytes, 0);
            bytes.flip();
        }
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
}
