package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The channel of a file, or of a directory, which an interrupt neither closes nor keeps from saying what went wrong.
 */
/*
 * Java closes a FileChannel when a thread that uses it is interrupted, for every other thread as well. Worse, a sync
 * that fails at that moment throws ClosedByInterruptException in the place of the error; and the system, which has told
 * it then, tells no handle that is opened later. An AsynchronousFileChannel is not interruptible. Its executor here
 * runs what it is given at once, so that each operation is done, by the calling thread, when it returns
 * (docs/decisions/0038).
 */
final class SteadyChannel implements AutoCloseable {
    private static final ExecutorService CALLER = new Caller();

    private final AsynchronousFileChannel channel;

    private SteadyChannel(AsynchronousFileChannel channel) {
        this.channel = channel;
    }

    static SteadyChannel open(Path path, OpenOption... how) throws IOException {
        return new SteadyChannel(AsynchronousFileChannel.open(path, Set.copyOf(List.of(how)), CALLER));
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Reads some bytes; returns how many, -1 at the end of the file. */
    int read(ByteBuffer target, long position) throws IOException {
        return done(channel.read(target, position));
    }

    /** Writes some bytes; returns how many. */
    int write(ByteBuffer source, long position) throws IOException {
        return done(channel.write(source, position));
    }

    void truncate(long sizeBytes) throws IOException {
        channel.truncate(sizeBytes);
    }

    /** Makes what was written durable; with {@code metadata} all that the system knows of the file. */
    void force(boolean metadata) throws IOException {
        channel.force(metadata);
    }

    /**
     * Takes the system's lock of the file, which goes with the channel or the process; returns whether nobody else has
     * it.
     */
    boolean tryLock() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldInThisJvm) {
            return false;
        }
    }

    /** Waits for operations that are under way; later ones throw {@link java.nio.channels.ClosedChannelException}. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int done(Future<Integer> operation) throws IOException {
        try {
            return operation.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("An operation was not done when it returned", e);
        }
    }

    /** Runs everything on the calling thread. */
    private static final class Caller extends AbstractExecutorService {
        @Override
        public void execute(Runnable operation) {
            operation.run();
        }

        @Override
        public void shutdown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Runnable> shutdownNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
