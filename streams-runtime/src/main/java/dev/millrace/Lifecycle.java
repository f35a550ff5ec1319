package dev.millrace;

import dev.millrace.MillraceStreams.State;
import dev.millrace.MillraceStreams.StateListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a {@link MillraceStreams}, and the only place that changes it. Thread-safe.
 *
 * <p>The listener hears of the changes in their order and one at a time, without the lock held, from one of the threads
 * that make them: a change that is made while it hears of another one is told by the same thread afterwards. What it
 * throws is logged.
 */
final class Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    /** From one state to another. */
    private record Change(State from, State to) {}

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Change> untold = new ArrayDeque<>();
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
        return tryMove(next, () -> true);
    }

    /**
     * Goes to a state if that is possible from the present one and if a condition holds. That is asked under the lock,
     * so that who makes it untrue and then moves elsewhere is not overtaken by this move.
     */
    boolean tryMove(State next, BooleanSupplier condition) {
        lock.lock();
        try {
            State old = state;
            if (old == next || !old.isValidTransition(next) || !condition.getAsBoolean()) {
                return false;
            }
            state = next;
            LOG.info("{}: {} -> {}", name, old, next);
            untold.add(new Change(old, next));
            if (telling != null) {
                return true;
            }
            telling = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        Change change = nextUntold();
        while (change != null) {
            tell(change);
            change = nextUntold();
        }
        return true;
    }

    /** Null: all is told, and who makes the next change tells it. */
    private @Nullable Change nextUntold() {
        lock.lock();
        try {
            Change next = untold.poll();
            if (next == null) {
                telling = null;
                if (state.hasCompletedShutdown()) {
                    ended = true;
                    changed.signalAll();
                }
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void tell(Change change) {
        StateListener told = listener; // not changed any more
        try {
            if (told != null) {
                told.onChange(change.to(), change.from());
            }
        } catch (RuntimeException | Error e) {
            LOG.error("{}: its state listener failed at {} -> {}", name, change.from(), change.to(), e);
        }
    }

    /**
     * Waits until it has ended, well or not, and its listener knows. A listener that closes from within does not wait
     * for itself.
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
            return state.hasCompletedShutdown();
        } finally {
            lock.unlock();
        }
    }
}
