package dev.millrace.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/** Lines a second over the last two seconds. For one thread. */
final class EditRate {

    private static final long SPAN_NANOS = 2_000_000_000L;

    /** A count seen at a time. */
    private record Sample(long nanos, long count) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Notes the count at a time; times do not go back. */
    void at(long nanos, long count) {
        samples.addLast(new Sample(nanos, count));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > SPAN_NANOS) {
            samples.removeFirst();
        }
    }

    /** The rate between the oldest and the newest count, 0 while there is only one. */
    long perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        long nanos = samples.getLast().nanos() - samples.getFirst().nanos();
        long count = samples.getLast().count() - samples.getFirst().count();
        return nanos <= 0 ? 0 : Math.round(count * 1e9 / nanos);
    }
}
