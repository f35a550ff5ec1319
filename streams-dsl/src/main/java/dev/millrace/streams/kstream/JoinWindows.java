package dev.millrace.streams.kstream;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far apart the records of two streams may be to be joined. A record of the stream on which the join is called, at
 * time t, meets those of the other stream from {@code t - before} to {@code t + after}, both limits included.
 * Immutable.
 *
 * <p>Either limit may be negative, so that the interval lies wholly before or after the record, as long as it is not
 * empty: with {@code before(-1 s)} and {@code after(5 s)}, the other record must come one to five seconds later.
 */
public class JoinWindows extends Windows<Window> {
    /** How much earlier the other record may be, in milliseconds. */
    public final long beforeMs;

    /** How much later the other record may be, in milliseconds. */
    public final long afterMs;

    /**
     * Whether left and outer joins hold back a record without partner until its window has closed, instead of giving a
     * result with null that may turn out wrong (KIP-633). True for all windows that can be made today.
     */
    protected final boolean enableSpuriousResultFix;

    private final long graceMs;

    /**
     * Takes the values of another.
     *
     * @param joinWindows the other
     */
    protected JoinWindows(JoinWindows joinWindows) {
        this(joinWindows.beforeMs, joinWindows.afterMs, joinWindows.graceMs);
    }

    private JoinWindows(long beforeMs, long afterMs, long graceMs) {
        if (beforeMs + afterMs < 0) {
            throw new IllegalArgumentException(
                    "The join window is empty: the other record would have to be at least " + -beforeMs
                            + " ms later and at most " + afterMs + " ms later. before + after must not be negative");
        }
        this.beforeMs = beforeMs;
        this.afterMs = afterMs;
        this.graceMs = graceMs;
        this.enableSpuriousResultFix = true;
    }

    /**
     * Records at most so far apart, in either direction, that wait for late records.
     *
     * @param timeDifference the greatest distance, both limits included
     * @param afterWindowEnd how far stream time may pass the end of a window before it closes, not negative
     * @return the windows
     * @throws IllegalArgumentException if an argument is negative or cannot be counted in milliseconds
     */
    public static JoinWindows ofTimeDifferenceAndGrace(Duration timeDifference, Duration afterWindowEnd) {
        long differenceMs = Milliseconds.notNegative(timeDifference, "timeDifference");
        return new JoinWindows(differenceMs, differenceMs, Milliseconds.notNegative(afterWindowEnd, "afterWindowEnd"));
    }

    /**
     * Records at most so far apart, in either direction; late records are dropped.
     *
     * @param timeDifference the greatest distance, both limits included
     * @return the windows
     * @throws IllegalArgumentException if it is negative or cannot be counted in milliseconds
     */
    public static JoinWindows ofTimeDifferenceWithNoGrace(Duration timeDifference) {
        return ofTimeDifferenceAndGrace(timeDifference, Duration.ZERO);
    }

    /**
     * The same windows with another lower limit.
     *
     * @param timeDifference how much earlier the other record may be; negative if it must be later
     * @return the windows
     * @throws IllegalArgumentException if nothing would be left of the interval, or it cannot be counted in
     *     milliseconds
     */
    public JoinWindows before(Duration timeDifference) throws IllegalArgumentException {
        return new JoinWindows(Milliseconds.of(timeDifference, "timeDifference"), afterMs, graceMs);
    }

    /**
     * The same windows with another upper limit.
     *
     * @param timeDifference how much later the other record may be; negative if it must be earlier
     * @return the windows
     * @throws IllegalArgumentException if nothing would be left of the interval, or it cannot be counted in
     *     milliseconds
     */
    public JoinWindows after(Duration timeDifference) throws IllegalArgumentException {
        return new JoinWindows(beforeMs, Milliseconds.of(timeDifference, "timeDifference"), graceMs);
    }

    /**
     * Not for joins: each record has a window of its own.
     *
     * @param timestamp not used
     * @return nothing
     * @throws UnsupportedOperationException always
     */
    @Override
    public Map<Long, Window> windowsFor(long timestamp) {
        throw new UnsupportedOperationException(
                "JoinWindows has no fixed windows: each record is joined with those around its own time");
    }

    @Override
    public long size() {
        return beforeMs + afterMs;
    }

    @Override
    public long gracePeriodMs() {
        return graceMs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JoinWindows that
                && beforeMs == that.beforeMs
                && afterMs == that.afterMs
                && graceMs == that.graceMs;
    }

    @Override
    public int hashCode() {
        return Objects.hash(beforeMs, afterMs, graceMs);
    }

    @Override
    public String toString() {
        return "JoinWindows{beforeMs=" + beforeMs + ", afterMs=" + afterMs + ", graceMs=" + graceMs + '}';
    }
}
