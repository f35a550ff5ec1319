package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on a local disk that is only looked at: nothing is created, locked or changed, so it may belong to a log that
 * is in use. It may grow meanwhile. Every method that would change it throws {@link NonWritableChannelException}.
 */
public final class ReadOnlyFile implements StorageFile {
    private final FileChannel channel;

    private ReadOnlyFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a file.
     *
     * @param path the file
     * @return the open file, to be closed by the caller
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if it cannot be opened
     */
    public static ReadOnlyFile open(Path path) throws IOException {
        return new ReadOnlyFile(FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int before = target.position();
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position() - before) < 0) {
                break;
            }
        }
        int read = target.position() - before;
        return read == 0 && target.hasRemaining() ? -1 : read;
    }

    @Override
    public void write(ByteBuffer source, long position) {
        throw new NonWritableChannelException();
    }

    @Override
    public void truncate(long sizeBytes) {
        throw new NonWritableChannelException();
    }

    @Override
    public void sync() {
        throw new NonWritableChannelException();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
