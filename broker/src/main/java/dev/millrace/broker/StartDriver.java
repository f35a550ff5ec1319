package dev.millrace.broker;

import dev.millrace.log.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Threads for a start that has much to do: the caller and a few more, each takes the next step that nobody has taken.
 */
final class StartDriver implements Workers {
    /** Not by the number of processors: they wait for syncs, of which the disk does several in the time of one. */
    private static final int THREADS = 8;

    /** For less than this many steps a thread is not worth its own start. */
    private static final int STEPS_WORTH_A_THREAD = 16;

    @Override
    public void doAll(List<Step> steps) throws IOException {
        Work work = new Work(steps.iterator());
        List<Thread> threads = new ArrayList<>();
        try {
            for (int i = 1; i < Math.min(THREADS, steps.size() / STEPS_WORTH_A_THREAD); i++) {
                Thread thread = new Thread(work, "millrace-start-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            work.run();
        } finally {
            threads.forEach(StartDriver::join);
        }
        work.rethrow();
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is left to do. After a step that failed, nothing. */
    private static final class Work implements Runnable {
        private final Iterator<Step> steps;
        private @Nullable Throwable failure;

        Work(Iterator<Step> steps) {
            this.steps = steps;
        }

        @Override
        public void run() {
            Step step = next();
            while (step != null) {
                try {
                    step.run();
                } catch (Throwable e) { // whatever it is belongs to the caller
                    failed(e);
                }
                step = next();
            }
        }

        private synchronized @Nullable Step next() {
            return failure == null && steps.hasNext() ? steps.next() : null;
        }

        private synchronized void failed(Throwable e) {
            if (failure == null) {
                failure = e;
            } else if (failure != e) { // a fence throws the same to everybody
                failure.addSuppressed(e);
            }
        }

        synchronized void rethrow() throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }
    }
}
