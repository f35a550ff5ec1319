package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads and writes the files that {@link IndexFormat} draws. Nothing is kept open. */
record IndexFile(Storage storage, String path, short kind, int entryBytes, long baseOffset) {

    /**
     * What a file held.
     *
     * @param entries of all blocks up to the first that is not whole
     * @param intact whether the file was there and held nothing else
     */
    record Content(ByteBuffer entries, boolean intact) {}

    Content read() throws IOException {
        if (!storage.exists(path)) {
            return new Content(ByteBuffer.allocate(0), false);
        }
        ByteBuffer bytes;
        try (StorageFile file = storage.open(path)) {
            bytes = ByteBuffer.allocate((int) Math.min(file.size(), Integer.MAX_VALUE - 8));
            file.read(bytes, 0);
            bytes.flip();
        }
        if (!IndexFormat.isHeader(bytes, kind, baseOffset)) {
            return new Content(ByteBuffer.allocate(0), false);
        }
        ByteBuffer entries = ByteBuffer.allocate(bytes.limit());
        int position = IndexFormat.HEADER_BYTES;
        int size = IndexFormat.blockAt(bytes, position, entryBytes);
        while (size > 0) {
            int from = position + IndexFormat.BLOCK_HEADER_BYTES;
            entries.put(bytes.duplicate().limit(position + size).position(from));
            position += size;
            size = IndexFormat.blockAt(bytes, position, entryBytes);
        }
        return new Content(entries.flip(), position == bytes.limit());
    }

    /** Adds a block, to a new file if there is none. Returns whether the file is new. */
    boolean append(ByteBuffer entries, boolean sync) throws IOException {
        if (!storage.exists(path)) {
            replace(entries, sync);
            return true;
        }
        try (StorageFile file = storage.open(path)) {
            ByteBuffer block = ByteBuffer.allocate(IndexFormat.BLOCK_HEADER_BYTES + entries.remaining());
            IndexFormat.putBlock(block, entries);
            long end = file.size();
            boolean written = false;
            try {
                file.write(block.flip(), end);
                written = true;
            } finally {
                if (!written) {
                    file.truncate(end); // a later block would not be found behind a torn one
                }
            }
            if (sync) {
                file.sync();
            }
        }
        return false;
    }

    /** Writes the file anew. To be durable its directory has to be synced. */
    void replace(ByteBuffer entries, boolean sync) throws IOException {
        int size = IndexFormat.HEADER_BYTES + IndexFormat.BLOCK_HEADER_BYTES + entries.remaining();
        ByteBuffer bytes = ByteBuffer.allocate(size);
        IndexFormat.putHeader(bytes, kind, baseOffset);
        if (entries.hasRemaining()) {
            IndexFormat.putBlock(bytes, entries);
        }
        String temporary = path + ".tmp";
        TemporaryFile.write(storage, temporary, bytes.flip(), sync);
        storage.rename(temporary, path);
    }

    void deleteIfExists() throws IOException {
        if (storage.exists(path)) {
            storage.delete(path);
        }
    }
}
