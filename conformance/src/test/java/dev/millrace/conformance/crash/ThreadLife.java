package dev.millrace.conformance.crash;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A life like that of a {@link ChildProcess}, in a thread of this process: it ends when the disk fails under it. What a
 * power cut leaves on a disk does not depend on who wrote it, and a thread costs a tenth of a JVM.
 */
final class ThreadLife {
    private static final long LOOK_EVERY_MS = 20;

    /** Works on a disk, and says what it does. */
    interface Work {
        void run(Consumer<String> voice) throws Exception;
    }

    private ThreadLife() {}

    /**
     * Begins the work, cuts the power once enough was said, and waits until the work has failed for that.
     *
     * @param listener hears all that it says, also while the power is being cut; on the thread of the work
     * @throws AssertionError if the work ended before
     */
    static void live(Work work, int lines, ChildProcess.Ending cut, Consumer<String> listener)
            throws IOException, InterruptedException {
        CountDownLatch enough = new CountDownLatch(lines);
        FutureTask<Void> life = new FutureTask<>(() -> {
            work.run(line -> {
                listener.accept(line);
                enough.countDown();
            });
            return null;
        });
        Thread thread = new Thread(life, "life");
        thread.start();
        while (!enough.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS) && thread.isAlive()) {}
        boolean wasEnough = enough.getCount() == 0;
        cut.end();
        try {
            life.get();
        } catch (ExecutionException failed) {
            if (!wasEnough || failed.getCause() instanceof AssertionError) {
                throw new AssertionError("The work ended before the power was cut", failed.getCause());
            }
        }
        thread.join();
    }
}
