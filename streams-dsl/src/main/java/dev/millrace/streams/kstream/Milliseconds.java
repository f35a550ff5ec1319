package dev.millrace.streams.kstream;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** From the times of the API to the milliseconds that windows count in; what does not fit is the caller's mistake. */
final class Milliseconds {
    private Milliseconds() {}

    /** Milliseconds of a duration that the caller knows by {@code name}. */
    static long of(Duration duration, String name) {
        Objects.requireNonNull(duration, name);
        try {
            return duration.toMillis();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(name + " is too long to be counted in milliseconds: " + duration, e);
        }
    }

    /** Milliseconds since 1970 of an instant that the caller knows by {@code name}. */
    static long of(Instant instant, String name) {
        Objects.requireNonNull(instant, name);
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    name + " is too far from 1970 to be counted in milliseconds: " + instant, e);
        }
    }

    /** As {@link #of(Duration, String)}, for durations that must not be negative. */
    static long notNegative(Duration duration, String name) {
        long ms = of(duration, name);
        if (ms < 0) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + ms + " ms");
        }
        return ms;
    }

    /** As {@link #of(Duration, String)}, for durations of at least a millisecond. */
    static long positive(Duration duration, String name) {
        long ms = of(duration, name);
        if (ms <= 0) {
            throw new IllegalArgumentException(name + " must be at least one millisecond, but is " + ms + " ms");
        }
        return ms;
    }
}
