package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Group commit with nothing around it, as a floor for {@link GroupCommit}: threads that write a few bytes to a file
 * which was filled with zeros; one of those who wait syncs it for all, and wakes them. No log does with less on the
 * same disk and processors.
 */
final class BareCommits implements AutoCloseable {
    private static final int FILE_BYTES = 16 << 20;
    private static final int COMMIT_BYTES = 1200;

    private final FileChannel file;
    private final ByteBuffer written = ByteBuffer.allocateDirect(1 << 20);
    private Round forming = new Round();
    private boolean led;
    private long position;

    /** Those who share a sync. */
    private static final class Round {
        private final List<Thread> members = new ArrayList<>();
        private volatile @Nullable Thread leader;
        private volatile boolean ended;
    }

    private BareCommits(FileChannel file) {
        this.file = file;
    }

    static BareCommits in(Path directory) throws IOException {
        Path path = Files.createTempFile(directory, "bare", ".commits");
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.WRITE, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        ByteBuffer zeros = ByteBuffer.allocateDirect(FILE_BYTES);
        while (zeros.hasRemaining()) {
            file.write(zeros, zeros.position());
        }
        file.force(true);
        return new BareCommits(file);
    }

    /** Commits as fast as it can, in the calling thread. */
    void commitUntil(AtomicBoolean stop, LongAdder commits) {
        byte[] bytes = new byte[COMMIT_BYTES];
        try {
            while (!stop.get()) {
                commit(bytes);
                commits.increment();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void commit(byte[] bytes) throws IOException {
        Thread me = Thread.currentThread();
        Round round = join(bytes, me);
        while (!round.ended && round.leader != me) {
            LockSupport.park(this);
        }
        if (round.leader == me) {
            close(round);
            file.force(false);
            round.ended = true;
            for (Thread member : round.members) {
                LockSupport.unpark(member);
            }
            LockSupport.unpark(nextLeader());
        }
    }

    private synchronized Round join(byte[] bytes, Thread me) {
        written.put(bytes);
        forming.members.add(me);
        if (!led) {
            led = true;
            forming.leader = me;
        }
        return forming;
    }

    private synchronized void close(Round round) throws IOException {
        written.flip();
        position = position + written.remaining() > FILE_BYTES ? 0 : position;
        position += file.write(written, position);
        written.clear();
        round.members.remove(round.leader);
        forming = new Round();
    }

    private synchronized @Nullable Thread nextLeader() {
        List<Thread> waiting = forming.members;
        led = !waiting.isEmpty();
        forming.leader = led ? waiting.get(waiting.size() - 1) : null;
        return forming.leader;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
