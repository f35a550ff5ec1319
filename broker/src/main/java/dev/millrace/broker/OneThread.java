package dev.millrace.broker;

import java.util.ConcurrentModificationException;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread at a time in, as often as it likes; another one is refused instead of made to wait. */
final class OneThread implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();

    OneThread enter() {
        if (!lock.tryLock()) {
            throw new ConcurrentModificationException(
                    "A consumer is for one thread at a time, and another one is inside; only wakeup() may be called from it");
        }
        return this;
    }

    @Override
    public void close() {
        lock.unlock();
    }
}
