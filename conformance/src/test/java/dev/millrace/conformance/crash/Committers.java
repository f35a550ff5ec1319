package dev.millrace.conformance.crash;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Threads that commit, one commit each.
 *
 * <p>A thread that was woken is still called waiting by Java until it runs, which may take the system a while; so it is
 * the system that is asked whether one of them is about to run.
 */
final class Committers implements AutoCloseable {
    private static final String NAME = "committer";
    private static final Path SYSTEM_THREADS = Path.of("/proc/self/task");

    private final List<Commit> unfinished = new ArrayList<>();

    /** A commit that somebody asked for. */
    static final class Commit {
        private final Thread thread;
        private volatile @Nullable Throwable failure;

        private Commit(Runnable work) {
            thread = new Thread(() -> attempt(work), NAME);
        }

        private void attempt(Runnable work) {
            try {
                work.run();
            } catch (Throwable e) {
                failure = e;
            }
        }

        boolean isDone() {
            return !thread.isAlive();
        }

        boolean isAcknowledged() {
            return isDone() && failure == null;
        }

        @Nullable
        Throwable failure() {
            return failure;
        }

        private boolean isWaiting() {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.BLOCKED;
        }
    }

    Commit start(Runnable work) {
        Commit commit = new Commit(work);
        unfinished.add(commit);
        commit.thread.start();
        return commit;
    }

    /** Until each has ended or waits for something that none of the others is about to do. */
    void settle() {
        int quietScans = 0;
        while (quietScans < 3) {
            unfinished.removeIf(Commit::isDone);
            boolean quiet = unfinished.stream().allMatch(Commit::isWaiting)
                    && (quietScans == 0 || unfinished.isEmpty() || !isAnyRunning());
            quietScans = quiet ? quietScans + 1 : 0;
            Thread.yield();
        }
    }

    /** Whether the system runs one of them, or is about to. Where it does not say so, what Java says has to do. */
    private static boolean isAnyRunning() {
        if (!Files.isDirectory(SYSTEM_THREADS)) {
            return false;
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(SYSTEM_THREADS)) {
            for (Path thread : threads) {
                if (stateOf(thread).contains("(" + NAME + ") R")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new AssertionError("Cannot look at the threads of this process", e);
        }
    }

    private static String stateOf(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    @Override
    public void close() {
        for (Commit commit : unfinished) {
            while (!commit.isDone()) {
                Thread.onSpinWait();
            }
        }
    }
}
