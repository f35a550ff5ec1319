package dev.millrace.conformance.crash;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Threads that commit, one commit each. */
final class Committers implements AutoCloseable {
    private final List<Commit> unfinished = new ArrayList<>();

    /** A commit that somebody asked for. */
    static final class Commit {
        private final Thread thread;
        private volatile @Nullable Throwable failure;

        private Commit(Runnable work) {
            thread = new Thread(() -> attempt(work), "committer");
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
            return thread.getState() == Thread.State.WAITING;
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
            quietScans = unfinished.stream().allMatch(Commit::isWaiting) ? quietScans + 1 : 0;
            Thread.yield();
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
