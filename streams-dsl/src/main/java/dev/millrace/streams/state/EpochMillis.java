package dev.millrace.streams.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** From the times of the API to the milliseconds that stores count in; what does not fit is the caller's mistake. */
final class EpochMillis {
    private EpochMillis() {}

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

    /** Milliseconds of a duration that the caller knows by {@code name}. */
    static long of(Duration duration, String name) {
        Objects.requireNonNull(duration, name);
        try {
            return duration.toMillis();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(name + " is too long to be counted in milliseconds: " + duration, e);
        }
    }
}
