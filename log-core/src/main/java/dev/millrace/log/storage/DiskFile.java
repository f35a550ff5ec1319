package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file of a {@link DiskStorage}; see there for how it lives through interrupts. */
final class DiskFile implements StorageFile {
    /** Java keeps a direct buffer per thread as large as the largest heap buffer it ever moved: keep the moves small. */
    private static final int LARGEST_MOVE_BYTES = 1 << 18;

    private final OpenFiles openFiles;
    private volatile Path path;
    private volatile FileChannel channel;
    private volatile boolean closed;
    private volatile boolean nameless;

    DiskFile(Path path, OpenOption how, OpenFiles openFiles) throws IOException {
        this.path = path;
        this.openFiles = openFiles;
        this.channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, how);
        openFiles.add(this);
    }

    Path path() {
        return path;
    }

    /** Called under the lock of {@link OpenFiles}, as is {@link #lostItsName}. */
    void movedTo(Path newPath) {
        path = newPath;
    }

    void lostItsName() {
        nameless = true;
    }

    /** One operation on the channel, safe to repeat. */
    private interface Operation {
        long run(FileChannel channel) throws IOException;
    }

    @Override
    public long size() throws IOException {
        return repeatable(FileChannel::size);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        int limit = target.limit();
        if (start == limit) {
            return 0;
        }
        try {
            while (target.position() < limit) {
                int from = target.position();
                int to = Math.min(limit, from + LARGEST_MOVE_BYTES);
                long moved = repeatable(c -> c.read(target.position(from).limit(to), position + (from - start)));
                if (moved < 0) {
                    break;
                }
            }
        } finally {
            target.limit(limit);
        }
        int total = target.position() - start;
        return total == 0 ? -1 : total;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int start = source.position();
        int limit = source.limit();
        try {
            while (source.position() < limit) {
                int from = source.position();
                int to = Math.min(limit, from + LARGEST_MOVE_BYTES);
                long moved = repeatable(c -> c.write(source.position(from).limit(to), position + (from - start)));
                if (moved <= 0) {
                    throw new IOException("Cannot write to " + path + " at " + (position + from - start)
                            + ": the system took no bytes. Is the disk full?");
                }
            }
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        repeatable(c -> c.truncate(sizeBytes).size());
    }

    @Override
    public void sync() throws IOException {
        repeatable(c -> {
            c.force(false);
            return 0;
        });
    }

    @Override
    public void close() throws IOException {
        synchronized (openFiles) {
            closed = true;
            openFiles.remove(this);
            channel.close();
        }
    }

    private long repeatable(Operation operation) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel used = channel;
                try {
                    return operation.run(used);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(used, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void reopen(FileChannel used, ClosedChannelException cause) throws IOException {
        synchronized (openFiles) {
            if (closed) {
                throw new IOException("The file is closed: " + path, cause);
            }
            if (channel != used) {
                return;
            }
            if (nameless) {
                throw new IOException(
                        "The file was deleted, then its channel was lost to an interrupt: " + path, cause);
            }
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
    }
}
