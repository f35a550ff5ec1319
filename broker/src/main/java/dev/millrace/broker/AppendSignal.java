package dev.millrace.broker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * "Something happened": records became readable, a group moved on, a topic changed, a consumer was woken up.
 *
 * <p>A waiter takes the {@link #count()} first, looks at what it waits for, and only then waits for the count to move
 * on; so nothing that happens in between is missed. Signalling costs one atomic increment while nobody waits.
 */
final class AppendSignal {

    private final AtomicLong count = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final AtomicInteger waiters = new AtomicInteger();

    long count() {
        return count.get();
    }

    void signal() {
        count.incrementAndGet();
        if (waiters.get() > 0) {
            lock.lock();
            try {
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits until the count differs from {@code seen}, or the time is over.
     *
     * @return what is left of {@code timeoutNanos}, 0 or less when it is over
     */
    long await(long seen, long timeoutNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiters.incrementAndGet();
            long left = timeoutNanos;
            while (count.get() == seen && left > 0) {
                left = moved.awaitNanos(left);
            }
            return left;
        } finally {
            waiters.decrementAndGet();
            lock.unlock();
        }
    }
}
