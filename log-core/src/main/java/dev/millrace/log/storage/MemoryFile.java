package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link MemoryStorage}: a handle on bytes that other handles may share. */
final class MemoryFile implements StorageFile {
    private final String path;
    private final MemoryBytes bytes;
    private volatile boolean closed;

    MemoryFile(String path, MemoryBytes bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    @Override
    public long size() throws IOException {
        ensureOpen();
        return bytes.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        ensureOpen();
        return bytes.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        ensureOpen();
        bytes.write(source, position);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        ensureOpen();
        bytes.truncate(sizeBytes);
    }

    @Override
    public void sync() throws IOException {
        ensureOpen();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void ensureOpen() throws IOException {
        if (closed) {
            throw new IOException("The file is closed: " + path);
        }
    }
}
