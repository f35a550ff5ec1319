package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An open file of a {@link DiskStorage}. {@link OpenFiles} says how it rests. */
final class DiskFile implements StorageFile {
    /**
     * Java keeps a direct buffer per thread as large as the largest heap buffer it ever moved: keep the moves small.
     */
    private static final int LARGEST_MOVE_BYTES = 1 << 18;

    private static final long NOWHERE = -1;

    private final OpenFiles openFiles;
    private volatile Path path;
    private volatile SteadyChannel channel;
    private volatile boolean closed;
    private volatile boolean nameless;

    /** Whether the file was used since {@link #wasUsed()} was asked last. */
    private volatile boolean used = true;

    /** How often it was changed, and how many of these changes are synced. */
    private final AtomicLong changes = new AtomicLong();

    private volatile long syncedChanges;

    /**
     * One sync at a time: of two, only one is told of an error, and a channel that is closed meanwhile keeps it to
     * itself.
     */
    private final ReentrantLock syncing = new ReentrantLock();

    /** Why what was written is not safe, and never will be; null as long as nothing went wrong. */
    private volatile @Nullable IOException lost;

    DiskFile(Path path, OpenOption how, OpenFiles openFiles) throws IOException {
        this.path = path;
        this.openFiles = openFiles;
        synchronized (openFiles) { // which may close the channel of any file that it knows
            this.channel = openFiles.add(this, how);
        }
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

    /** Whether it was used since this was asked last. Under the lock of {@link OpenFiles}. */
    boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /**
     * Closes the channel until the file is used again, unless that could lose something. Under the lock of
     * {@link OpenFiles}.
     *
     * @param evenIfUnsynced whether to sync what is not synced; else such a file keeps its channel
     * @return whether the channel is closed
     */
    boolean rest(boolean evenIfUnsynced) {
        if (!syncing.tryLock()) {
            return false;
        }
        try {
            return closeChannel(evenIfUnsynced);
        } finally {
            syncing.unlock();
        }
    }

    private boolean closeChannel(boolean evenIfUnsynced) {
        long change = changes.get();
        boolean unsynced = change != syncedChanges;
        if (nameless || (unsynced && !evenIfUnsynced)) {
            return false;
        }
        try (SteadyChannel resting = channel) {
            if (unsynced) {
                resting.force(false);
                syncedChanges = change;
            }
        } catch (IOException e) {
            lost = e;
        }
        return true;
    }

    /** One operation on the channel, which is repeated if the file was at rest. */
    private interface Operation {
        long run(SteadyChannel channel) throws IOException;
    }

    /** The system's own words name neither the file nor the place. */
    private IOException failed(String what, long position, IOException e) {
        return new IOException(
                "Cannot " + what + " " + path + (position < 0 ? "" : " at byte " + position) + ": " + e.getMessage(),
                e);
    }

    @Override
    public long size() throws IOException {
        return repeatable("look at", NOWHERE, SteadyChannel::size);
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
                long place = position + (from - start);
                long moved = repeatable(
                        "read", place, c -> c.read(target.position(from).limit(to), place));
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
                long place = position + (from - start);
                long moved = repeatable("write", place, c -> {
                    changes.incrementAndGet();
                    return c.write(source.position(from).limit(to), place);
                });
                if (moved <= 0) {
                    throw failed("write", place, new IOException("the system took no bytes"));
                }
            }
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        repeatable("cut", sizeBytes, c -> {
            changes.incrementAndGet();
            c.truncate(sizeBytes);
            return 0;
        });
    }

    @Override
    public void sync() throws IOException {
        repeatable("sync", NOWHERE, c -> {
            syncing.lock();
            try {
                IOException earlier = lost;
                if (earlier != null) {
                    throw new IOException("an earlier sync failed", earlier);
                }
                long change = changes.get();
                c.force(false);
                syncedChanges = change;
                return 0;
            } finally {
                syncing.unlock();
            }
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

    private long repeatable(String what, long position, Operation operation) throws IOException {
        while (true) {
            SteadyChannel present = channel;
            if (!used) {
                used = true;
            }
            try {
                return operation.run(present);
            } catch (ClosedChannelException e) {
                reopen(present, e);
            } catch (IOException e) {
                throw failed(what, position, e);
            }
        }
    }

    private void reopen(SteadyChannel before, ClosedChannelException cause) throws IOException {
        synchronized (openFiles) {
            if (closed) {
                throw new IOException("The file is closed: " + path, cause);
            }
            if (channel != before) {
                return;
            }
            if (nameless) {
                throw new IOException("The file was deleted while it rested: " + path, cause);
            }
            channel = openFiles.reopen(this);
        }
    }
}
