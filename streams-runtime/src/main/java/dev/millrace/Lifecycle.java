package dev.millrace;

import dev.millrace.MillraceStreams.State;
import dev.millrace.MillraceStreams.StateListener;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a {@link MillraceStreams}, and the only place that changes it. Thread-safe; the listener is called by the
 * thread that makes a transition, one at a time, without the lock held.
 */
final class Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.CREATED;
    private @Nullable StateListener listener;
    private @Nullable Thread telling;
    private boolean ended;

    Lifecycle(String name) {
        this.name = name;
    }

    State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** @throws IllegalStateException after the start, when changes would have been missed */
    void listener(@Nullable StateListener newListener) {
        lock.lock();
        try {
            if (state != State.CREATED) {
                throw new IllegalStateException(
                        "The state listener of " + name + " must be set before start(), but the state is " + state);
            }
            listener = newListener;
        } finally {
            lock.unlock();
        }
    }

    /** Goes to a state if that is possible from the present one; says whether it was. */
    boolean tryMove(State next) {
        State old;
        StateListener told;
        lock.lock();
        try {
            old = state;
            if (old == next || !old.isValidTransition(next)) {
                return false;
            }
            state = next;
            told = listener;
            telling = next.hasCompletedShutdown() ? Thread.currentThread() : null;
        } finally {
            lock.unlock();
        }
        LOG.info("{}: {} -> {}", name, old, next);
        try {
            if (told != null) {
                told.onChange(next, old);
            }
        } finally {
            if (next.hasCompletedShutdown()) {
                end();
            }
        }
        return true;
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it has ended, well or not, and its listener knows. A listener that closes from within does not wait for
     * itself.
     *
     * @return whether it ended in time
     */
    boolean awaitEnd(long timeoutMs) throws InterruptedException {
        long leftNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        lock.lockInterruptibly();
        try {
            while (!ended && telling != Thread.currentThread()) {
                if (leftNs <= 0) {
                    return false;
                }
                leftNs = changed.awaitNanos(leftNs);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
