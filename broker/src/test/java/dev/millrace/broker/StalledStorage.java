package dev.millrace.broker;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;

/** A disk whose syncs, and writes to some files, take as long as the test wants. Everything else goes through. */
final class StalledStorage {

    private final Semaphore syncs = new Semaphore(1 << 20);
    private final Semaphore writes = new Semaphore(1 << 20);
    private final Storage storage;
    private volatile String writesTo = "";
    private volatile boolean failing;
    private volatile String readsOf = "";
    private volatile Runnable beforeRead = () -> {};

    StalledStorage(Storage real) {
        storage = around(Storage.class, real, "");
    }

    Storage storage() {
        return storage;
    }

    /** From now on a sync waits for {@link #goOn()}. */
    void stall() {
        syncs.drainPermits();
    }

    /** From now on a write to a file with this in its path waits for {@link #write()}. */
    void stallWrites(String path) {
        writesTo = path;
        writes.drainPermits();
    }

    /** From now on every sync fails. */
    void fail() {
        failing = true;
    }

    /** Right before the next read of a file with this in its path something happens. */
    void beforeNextRead(String path, Runnable what) {
        beforeRead = what;
        readsOf = path;
    }

    boolean isAwaited() {
        return syncs.hasQueuedThreads();
    }

    boolean isWriting() {
        return writes.hasQueuedThreads();
    }

    void goOn() {
        syncs.release(1 << 20);
    }

    void write() {
        writes.release(1 << 20);
    }

    private static void pass(Semaphore gate) {
        gate.acquireUninterruptibly();
        gate.release();
    }

    private <T> T around(Class<T> type, T real, String path) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("sync")) {
                        pass(syncs);
                        if (failing) {
                            throw new IOException("the disk is broken");
                        }
                    } else if (method.getName().equals("write") && path.contains(writesTo)) {
                        pass(writes);
                    } else if (method.getName().equals("read") && !readsOf.isEmpty() && path.contains(readsOf)) {
                        readsOf = "";
                        beforeRead.run();
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof StorageFile file
                                ? around(StorageFile.class, file, (String) arguments[0])
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(proxy);
    }
}
