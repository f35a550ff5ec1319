package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of the journal: preallocated, written from start to end, then used again. Guarded by the journal's lock, but
 * for syncs and for writes, each to a place of its own.
 *
 * <p>It is opened once for each sync that may be under way at a time. The system reports that it could not write
 * something once to each of these, so each sync hears of it, whichever asks first.
 */
final class JournalFile {
    private static final int ZEROS_BYTES = 1 << 20;

    private final String path;
    private final int sizeBytes;

    /** The first is written by. */
    private final List<StorageFile> handles;

    /** Sequence after the last entry; every entry in the file is below it. */
    long endSequence;

    private JournalFile(String path, List<StorageFile> handles, int sizeBytes) {
        this.path = path;
        this.handles = handles;
        this.sizeBytes = sizeBytes;
    }

    /** Opens a file that was used before. */
    static JournalFile open(Storage storage, String path) throws IOException {
        List<StorageFile> handles = new ArrayList<>();
        try {
            openUpTo(CommitGroup.SLOTS, storage, path, handles);
            int sizeBytes = (int) Math.min(handles.get(0).size(), Integer.MAX_VALUE);
            return new JournalFile(path, handles, sizeBytes);
        } catch (IOException e) {
            close(handles, e);
            throw e;
        }
    }

    private static void openUpTo(int count, Storage storage, String path, List<StorageFile> handles)
            throws IOException {
        while (handles.size() < count) {
            handles.add(storage.open(path));
        }
    }

    /**
     * Creates a file full of zeros, durably: so that writing to it later neither grows it nor finds the disk full, and
     * a sync of it is one write.
     */
    static JournalFile allocate(Storage storage, String directory, String name, int sizeBytes) throws IOException {
        String path = directory + "/" + name;
        List<StorageFile> handles = new ArrayList<>();
        handles.add(storage.create(path));
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(sizeBytes, ZEROS_BYTES));
            for (int position = 0; position < sizeBytes; position += zeros.limit()) {
                zeros.clear().limit(Math.min(zeros.capacity(), sizeBytes - position));
                handles.get(0).write(zeros, position);
            }
            handles.get(0).sync();
            storage.syncDirectory(directory);
            openUpTo(CommitGroup.SLOTS, storage, path, handles);
        } catch (IOException e) {
            close(handles, e);
            delete(storage, path, e);
            throw e;
        }
        return new JournalFile(path, handles, sizeBytes);
    }

    /** After something failed already: what fails now as well is added to it. */
    private static void close(List<StorageFile> handles, IOException cause) {
        for (StorageFile handle : handles) {
            try {
                handle.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static void delete(Storage storage, String path, IOException cause) {
        try {
            storage.delete(path);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    String path() {
        return path;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    void write(ByteBuffer bytes, int position) throws IOException {
        handles.get(0).write(bytes, position);
    }

    /** Makes all that was written before durable. Holding no lock; but one at a time in each slot. */
    void sync(int slot) throws IOException {
        handles.get(slot).sync();
    }

    void delete(Storage storage) throws IOException {
        close();
        storage.delete(path);
    }

    void close() throws IOException {
        for (StorageFile handle : handles) {
            handle.close();
        }
    }
}
