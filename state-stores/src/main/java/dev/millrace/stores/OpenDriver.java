package dev.millrace.stores;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Does what is slow at a start (loading a library, opening a database) in a thread of its own, so that the start of a
 * task does not wait for it. The thread ends with its work and does not keep the process alive.
 */
final class OpenDriver {

    private OpenDriver() {}

    /** Starts the work at once; the future has its result or its error. */
    static <T> CompletableFuture<T> start(String what, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        run(what, () -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Starts the work at once; nobody waits for it. */
    static void run(String what, Runnable work) {
        Thread thread = new Thread(work, "millrace-state-" + what);
        thread.setDaemon(true);
        thread.start();
    }
}
