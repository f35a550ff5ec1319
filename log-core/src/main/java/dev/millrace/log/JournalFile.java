package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One file of the journal: preallocated, written from start to end, then used again. Guarded by the journal's lock. */
final class JournalFile {
    private static final int ZEROS_BYTES = 1 << 20;

    private final String path;
    private final StorageFile file;
    private final int sizeBytes;

    /** Sequence after the last entry; every entry in the file is below it. */
    long endSequence;

    private JournalFile(String path, StorageFile file, int sizeBytes) {
        this.path = path;
        this.file = file;
        this.sizeBytes = sizeBytes;
    }

    /** Opens a file that was used before. */
    static JournalFile open(Storage storage, String path) throws IOException {
        StorageFile file = storage.open(path);
        return new JournalFile(path, file, (int) Math.min(file.size(), Integer.MAX_VALUE));
    }

    /**
     * Creates a file full of zeros, durably: so that writing to it later neither grows it nor finds the disk full, and a
     * sync of it is one write.
     */
    static JournalFile allocate(Storage storage, String directory, String name, int sizeBytes) throws IOException {
        String path = directory + "/" + name;
        StorageFile file = storage.create(path);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(sizeBytes, ZEROS_BYTES));
            for (int position = 0; position < sizeBytes; position += zeros.limit()) {
                zeros.clear().limit(Math.min(zeros.capacity(), sizeBytes - position));
                file.write(zeros, position);
            }
            file.sync();
            storage.syncDirectory(directory);
        } catch (IOException e) {
            giveBack(storage, path, file, e);
            throw e;
        }
        return new JournalFile(path, file, sizeBytes);
    }

    private static void giveBack(Storage storage, String path, StorageFile file, IOException cause) {
        @Nullable IOException second = null;
        try {
            file.close();
            storage.delete(path);
        } catch (IOException e) {
            second = e;
        }
        if (second != null) {
            cause.addSuppressed(second);
        }
    }

    String path() {
        return path;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    void write(ByteBuffer bytes, int position) throws IOException {
        file.write(bytes, position);
    }

    void sync() throws IOException {
        file.sync();
    }

    void delete(Storage storage) throws IOException {
        file.close();
        storage.delete(path);
    }

    void close() throws IOException {
        file.close();
    }
}
