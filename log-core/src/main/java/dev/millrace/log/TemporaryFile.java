package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is written under a name of its own, to be renamed when it is whole. Half of one is not left behind. */
final class TemporaryFile {
    private TemporaryFile() {}

    /**
     * Writes the file, in place of one that a crash may have left.
     *
     * @throws IOException if that failed; then the file is gone, as far as the storage allows
     */
    static void write(Storage storage, String path, ByteBuffer bytes, boolean sync) throws IOException {
        if (storage.exists(path)) {
            storage.delete(path);
        }
        try (StorageFile file = storage.create(path)) {
            file.write(bytes, 0);
            if (sync) {
                file.sync();
            }
        } catch (IOException e) {
            deleteIfExists(storage, path, e);
            throw e;
        }
    }

    private static void deleteIfExists(Storage storage, String path, IOException cause) {
        try {
            if (storage.exists(path)) {
                storage.delete(path);
            }
        } catch (IOException second) {
            cause.addSuppressed(second); // the first error says what is wrong
        }
    }
}
