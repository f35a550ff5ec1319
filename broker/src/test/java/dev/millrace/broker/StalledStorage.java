package dev.millrace.broker;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;

/** A disk whose syncs take as long as the test wants. Everything else goes through. */
final class StalledStorage {

    private final Semaphore gate = new Semaphore(Integer.MAX_VALUE);
    private final Storage storage;

    StalledStorage(Storage real) {
        storage = around(Storage.class, real);
    }

    Storage storage() {
        return storage;
    }

    /** From now on a sync waits for {@link #goOn()}. */
    void stall() {
        gate.drainPermits();
    }

    boolean isAwaited() {
        return gate.hasQueuedThreads();
    }

    void goOn() {
        gate.release(1 << 20);
    }

    private <T> T around(Class<T> type, T real) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("sync")) {
                        gate.acquireUninterruptibly();
                        gate.release();
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof StorageFile file ? around(StorageFile.class, file) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(proxy);
    }
}
