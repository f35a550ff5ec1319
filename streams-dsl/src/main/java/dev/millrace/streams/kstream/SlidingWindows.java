package dev.millrace.streams.kstream;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Windows that slide along with the records (KIP-450): there is one for every set of records that lie at most a certain
 * time apart, and none for the moments between. Both limits belong to a window. Immutable.
 */
public final class SlidingWindows {
    private final long timeDifferenceMs;
    private final long graceMs;

    private SlidingWindows(long timeDifferenceMs, long graceMs) {
        this.timeDifferenceMs = timeDifferenceMs;
        this.graceMs = graceMs;
    }

    /**
     * Windows that drop late records.
     *
     * @param timeDifference greatest distance of two records in a window, not negative
     * @return the windows
     * @throws IllegalArgumentException if it is negative or cannot be counted in milliseconds
     */
    public static SlidingWindows ofTimeDifferenceWithNoGrace(Duration timeDifference) throws IllegalArgumentException {
        return ofTimeDifferenceAndGrace(timeDifference, Duration.ZERO);
    }

    /**
     * Windows that wait for late records.
     *
     * @param timeDifference greatest distance of two records in a window, not negative
     * @param afterWindowEnd how far stream time may pass the end before the window closes, not negative
     * @return the windows
     * @throws IllegalArgumentException if an argument is negative or cannot be counted in milliseconds
     */
    public static SlidingWindows ofTimeDifferenceAndGrace(Duration timeDifference, Duration afterWindowEnd)
            throws IllegalArgumentException {
        return new SlidingWindows(
                Milliseconds.notNegative(timeDifference, "timeDifference"),
                Milliseconds.notNegative(afterWindowEnd, "afterWindowEnd"));
    }

    /**
     * The greatest distance of two records in a window.
     *
     * @return milliseconds
     */
    public long timeDifferenceMs() {
        return timeDifferenceMs;
    }

    /**
     * How far stream time may pass the end of a window before it closes.
     *
     * @return milliseconds
     */
    public long gracePeriodMs() {
        return graceMs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SlidingWindows that
                && timeDifferenceMs == that.timeDifferenceMs
                && graceMs == that.graceMs;
    }

    @Override
    public int hashCode() {
        return Objects.hash(timeDifferenceMs, graceMs);
    }

    @Override
    public String toString() {
        return "SlidingWindows{timeDifferenceMs=" + timeDifferenceMs + ", graceMs=" + graceMs + '}';
    }
}
