package dev.millrace.streams.kstream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An interval of event time, in milliseconds since 1970. Whether its end belongs to it is for the subclass to say. Two
 * windows are equal if they are of the same class and have the same limits. Immutable.
 */
public abstract class Window {
    /** First millisecond of the window. */
    protected final long startMs;

    /** End of the window, not before its start. */
    protected final long endMs;

    /**
     * Sets the limits.
     *
     * @param startMs first millisecond, not negative
     * @param endMs end, not before the start
     * @throws IllegalArgumentException if the start is negative or after the end
     */
    public Window(long startMs, long endMs) throws IllegalArgumentException {
        if (startMs < 0) {
            throw new IllegalArgumentException("A window must not start before 1970, but startMs is " + startMs);
        }
        if (endMs < startMs) {
            throw new IllegalArgumentException(
                    "A window must not end before it starts, but startMs is " + startMs + " and endMs is " + endMs);
        }
        this.startMs = startMs;
        this.endMs = endMs;
    }

    /**
     * Start of the window.
     *
     * @return milliseconds since 1970
     */
    public long start() {
        return startMs;
    }

    /**
     * End of the window.
     *
     * @return milliseconds since 1970
     */
    public long end() {
        return endMs;
    }

    /**
     * Start of the window.
     *
     * @return the instant
     */
    public Instant startTime() {
        return Instant.ofEpochMilli(startMs);
    }

    /**
     * End of the window.
     *
     * @return the instant
     */
    public Instant endTime() {
        return Instant.ofEpochMilli(endMs);
    }

    /**
     * Whether two windows of the same class have a moment in common.
     *
     * @param other another window
     * @return true if they overlap
     * @throws IllegalArgumentException if the other is of another class
     */
    public abstract boolean overlap(Window other);

    /** What {@link #overlap} throws for a window of another class. */
    final IllegalArgumentException incomparable(Window other) {
        return new IllegalArgumentException(
                "A " + getClass().getSimpleName() + " can be compared with its like only, but got "
                        + other.getClass().getSimpleName() + " " + other);
    }

    @Override
    @SuppressWarnings("EqualsGetClass") // windows of different classes are different even with the same limits
    public boolean equals(@Nullable Object other) {
        return other != null
                && getClass() == other.getClass()
                && startMs == ((Window) other).startMs
                && endMs == ((Window) other).endMs;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(startMs) + Long.hashCode(endMs);
    }

    @Override
    public String toString() {
        return "Window{startMs=" + startMs + ", endMs=" + endMs + '}';
    }
}
