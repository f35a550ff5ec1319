package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Keeps the checkpoint: written to a temporary file, synced, renamed over the old one, and the directory synced. */
final class CheckpointFile {
    static final String NAME = "checkpoint";
    static final String TEMPORARY = "checkpoint.tmp";

    private CheckpointFile() {}

    static boolean exists(Storage storage) throws IOException {
        return storage.exists(NAME);
    }

    /** The checkpoint; null if there is none or it is damaged. */
    static @Nullable Checkpoint read(Storage storage) throws IOException {
        if (!storage.exists(NAME)) {
            return null;
        }
        try (StorageFile file = storage.open(NAME)) {
            return read(file);
        }
    }

    static @Nullable Checkpoint read(StorageFile file) throws IOException {
        byte[] bytes = new byte[(int) Math.min(file.size(), Integer.MAX_VALUE - 8)];
        file.read(ByteBuffer.wrap(bytes), 0);
        return CheckpointFormat.decode(bytes);
    }

    static void write(Storage storage, Checkpoint checkpoint) throws IOException {
        TemporaryFile.write(storage, TEMPORARY, CheckpointFormat.encode(checkpoint), true);
        storage.rename(TEMPORARY, NAME);
        storage.syncDirectory("");
    }
}
