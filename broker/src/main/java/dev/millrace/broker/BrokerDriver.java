package dev.millrace.broker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of a broker: calls one of the broker's steps when something is due, and sleeps in between.
 *
 * <p>It is a daemon: a program that forgets to close its broker still ends.
 */
/*
 * Whoever makes something due says so with wakeAt(). It lowers `wanted` first and looks at `sleepsUntil` after; the
 * thread sets `sleepsUntil` first and looks at `wanted` after. So one of the two always sees the other, and no wake-up
 * is lost.
 */
final class BrokerDriver implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerDriver.class);

    /** After a step that failed (a full disk, say) the next one waits this long. */
    private static final long PAUSE_AFTER_ERROR_MS = 100;

    private static final long AWAKE = Long.MIN_VALUE;

    private final BrokerClock clock;
    private final LongUnaryOperator step;
    private final Thread thread;
    private final AtomicLong wanted = new AtomicLong(Long.MAX_VALUE);
    private volatile long sleepsUntil = AWAKE;
    private volatile boolean closed;
    private boolean failing;

    /** The step gets the time and returns when the next one is due, both in milliseconds since the epoch. */
    BrokerDriver(String name, BrokerClock clock, LongUnaryOperator step) {
        this.clock = clock;
        this.step = step;
        this.thread = new Thread(this, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Something is due then, maybe earlier than the thread thinks. */
    void wakeAt(long timeMs) {
        if (wanted.get() > timeMs) {
            wanted.accumulateAndGet(timeMs, Math::min);
        }
        if (timeMs < sleepsUntil) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!closed) {
            sleepsUntil = AWAKE;
            wanted.set(Long.MAX_VALUE);
            long next = Math.min(step(), wanted.get());
            Thread.interrupted(); // left by a callback of a user's: it would keep the thread from sleeping
            sleepsUntil = next;
            long waitMs = Math.min(next, wanted.get()) - clock.nowMs();
            if (waitMs > 0 && !closed) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(waitMs));
            }
        }
    }

    private long step() {
        long nowMs = clock.nowMs();
        try {
            long next = step.applyAsLong(nowMs);
            failing = false;
            return next;
        } catch (Throwable e) { // an error, too: without this thread nothing is acknowledged or expires any more
            if (!failing) {
                LOG.error("A step of the broker failed; it will be tried again every {} ms", PAUSE_AFTER_ERROR_MS, e);
            }
            failing = true;
            return nowMs + PAUSE_AFTER_ERROR_MS;
        }
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Ends the thread and waits for it. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive() && !isCurrentThread()) {
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
}
