package dev.millrace.runtime;

import dev.millrace.streams.processor.Cancellable;
import dev.millrace.streams.processor.Punctuator;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The punctuators of one task for one kind of time, ordered by when they are due.
 *
 * <p>A punctuator that is late by several intervals runs once and is then due at the next multiple of its interval, so
 * a jump of the time does not cause a burst.
 */
final class Punctuations {

    /** How a due punctuator is called: with the name of the node that registered it. */
    interface Caller {
        void call(String node, Punctuator punctuator, long timeMs);
    }

    private static final class Schedule implements Cancellable {
        final String node;
        final Punctuator punctuator;
        final long intervalMs;
        long dueMs;
        boolean cancelled;

        Schedule(String node, Punctuator punctuator, long dueMs, long intervalMs) {
            this.node = node;
            this.punctuator = punctuator;
            this.dueMs = dueMs;
            this.intervalMs = intervalMs;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final PriorityQueue<Schedule> queue =
            new PriorityQueue<>(Comparator.comparingLong((Schedule schedule) -> schedule.dueMs));

    Cancellable add(String node, Punctuator punctuator, long firstMs, long intervalMs) {
        Schedule schedule = new Schedule(node, punctuator, firstMs, intervalMs);
        queue.add(schedule);
        return schedule;
    }

    /** When the next one is due; {@link Long#MAX_VALUE} if there is none. */
    long nextMs() {
        Schedule next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.dueMs;
    }

    /** Calls all that are due at {@code timeMs}; gives how many. */
    int run(long timeMs, Caller caller) {
        int called = 0;
        Schedule next = queue.peek();
        while (next != null && next.dueMs <= timeMs) {
            queue.remove();
            if (!next.cancelled) {
                caller.call(next.node, next.punctuator, timeMs);
                called++;
            }
            if (!next.cancelled) {
                long missed = (timeMs - next.dueMs) / next.intervalMs;
                next.dueMs += (missed + 1) * next.intervalMs;
                queue.add(next);
            }
            next = queue.peek();
        }
        return called;
    }

    void clear() {
        queue.clear();
    }
}
