package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Room that is kept on the disk, so that something can still be deleted when it is full: a file of zeros, which is
 * given up then and made again when there is room. Guarded by its owner's lock.
 */
final class Reserve {
    static final String NAME = "reserve";

    /** What a deletion takes of segments and directories; the journal may need another file as well. */
    private static final int BLOCKS_BYTES = 64 << 10;

    private static final int PIECE_BYTES = 1 << 20;
    private static final long RETRY_MS = 10_000;

    private final Storage storage;
    private final int sizeBytes;
    private boolean there;
    private long nextTryMs = Long.MIN_VALUE;

    Reserve(Storage storage, LogDirectoryConfig config) {
        this.storage = storage;
        boolean small = config.flushMode() == FlushMode.OS;
        this.sizeBytes = BLOCKS_BYTES + (small ? BLOCKS_BYTES : config.journalFileSizeBytes());
    }

    /** Makes the file unless it is there; on a full disk what there is of it is left for later. */
    void keep(long nowMs) throws IOException {
        if (there || nowMs < nextTryMs) {
            return;
        }
        nextTryMs = nowMs + RETRY_MS;
        try (StorageFile file = storage.exists(NAME) ? storage.open(NAME) : storage.create(NAME)) {
            for (long at = file.size(); at < sizeBytes; at = file.size()) {
                file.write(ByteBuffer.allocate((int) Math.min(PIECE_BYTES, sizeBytes - at)), at);
            }
            there = true;
        } catch (IOException e) {
            if (!StorageErrors.isDiskFull(e)) {
                throw e;
            }
        }
    }

    /**
     * Gives the room up, also what an earlier process or a try on a full disk left of it; returns whether there was
     * some.
     */
    boolean giveUp() throws IOException {
        there = false;
        if (!storage.exists(NAME)) {
            return false;
        }
        storage.delete(NAME);
        return true;
    }
}
