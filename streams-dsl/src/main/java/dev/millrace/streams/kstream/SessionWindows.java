package dev.millrace.streams.kstream;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Windows that last as long as a key is active: a record that comes at most the inactivity gap before or after a
 * session of its key belongs to it and prolongs it; one that comes between two such sessions merges them. Immutable.
 */
public final class SessionWindows {
    private final long gapMs;
    private final long graceMs;

    private SessionWindows(long gapMs, long graceMs) {
        this.gapMs = gapMs;
        this.graceMs = graceMs;
    }

    /**
     * Sessions that drop late records.
     *
     * @param inactivityGap longest pause within a session, not negative; 0 joins only records of the same time
     * @return the windows
     * @throws IllegalArgumentException if it is negative or cannot be counted in milliseconds
     */
    public static SessionWindows ofInactivityGapWithNoGrace(Duration inactivityGap) {
        return ofInactivityGapAndGrace(inactivityGap, Duration.ZERO);
    }

    /**
     * Sessions that wait for late records.
     *
     * @param inactivityGap longest pause within a session, not negative; 0 joins only records of the same time
     * @param afterWindowEnd how far stream time may pass the end of a session, the gap included, before it closes; not
     *     negative
     * @return the windows
     * @throws IllegalArgumentException if an argument is negative or cannot be counted in milliseconds
     */
    public static SessionWindows ofInactivityGapAndGrace(Duration inactivityGap, Duration afterWindowEnd) {
        return new SessionWindows(
                Milliseconds.notNegative(inactivityGap, "inactivityGap"),
                Milliseconds.notNegative(afterWindowEnd, "afterWindowEnd"));
    }

    /**
     * The longest pause within a session.
     *
     * @return milliseconds
     */
    public long inactivityGap() {
        return gapMs;
    }

    /**
     * How far stream time may pass the end of a session, the gap included, before it closes.
     *
     * @return milliseconds
     */
    public long gracePeriodMs() {
        return graceMs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionWindows that && gapMs == that.gapMs && graceMs == that.graceMs;
    }

    @Override
    public int hashCode() {
        return Objects.hash(gapMs, graceMs);
    }

    @Override
    public String toString() {
        return "SessionWindows{gapMs=" + gapMs + ", graceMs=" + graceMs + '}';
    }
}
