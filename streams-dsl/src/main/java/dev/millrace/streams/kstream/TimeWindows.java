package dev.millrace.streams.kstream;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Windows of a fixed size that begin at multiples of a fixed advance, counted from 1970. If the advance is the size,
 * they touch without overlapping ("tumbling", each record in one window); if it is less, they overlap ("hopping", each
 * record in several). The start belongs to a window, the end does not. Immutable.
 *
 * <pre>
 *   size 10, advance 10   [0      10)[10     20)[20     30)
 *   size 10, advance 5    [0      10)
 *                             [5     15)
 *                                  [10     20)
 * </pre>
 */
public final class TimeWindows extends Windows<TimeWindow> {
    /** The size of a window in milliseconds. */
    public final long sizeMs;

    /** The distance between the starts of two windows in milliseconds, at most the size. */
    public final long advanceMs;

    private final long graceMs;

    private TimeWindows(long sizeMs, long advanceMs, long graceMs) {
        this.sizeMs = sizeMs;
        this.advanceMs = advanceMs;
        this.graceMs = graceMs;
    }

    /**
     * Tumbling windows that close when stream time reaches their end: late records are dropped.
     *
     * @param size size of a window, at least a millisecond
     * @return the windows
     * @throws IllegalArgumentException if the size is shorter or cannot be counted in milliseconds
     */
    public static TimeWindows ofSizeWithNoGrace(Duration size) throws IllegalArgumentException {
        return ofSizeAndGrace(size, Duration.ZERO);
    }

    /**
     * Tumbling windows that wait for late records.
     *
     * @param size size of a window, at least a millisecond
     * @param afterWindowEnd how far stream time may pass the end before the window closes, not negative
     * @return the windows
     * @throws IllegalArgumentException if an argument is out of range or cannot be counted in milliseconds
     */
    public static TimeWindows ofSizeAndGrace(Duration size, Duration afterWindowEnd) throws IllegalArgumentException {
        long sizeMs = Milliseconds.positive(size, "size");
        return new TimeWindows(sizeMs, sizeMs, Milliseconds.notNegative(afterWindowEnd, "afterWindowEnd"));
    }

    /**
     * The same windows, overlapping.
     *
     * @param advance distance between the starts of two windows, at least a millisecond and at most the size
     * @return the windows
     * @throws IllegalArgumentException if the advance is out of range or cannot be counted in milliseconds
     */
    public TimeWindows advanceBy(Duration advance) {
        long newAdvanceMs = Milliseconds.positive(advance, "advance");
        if (newAdvanceMs > sizeMs) {
            throw new IllegalArgumentException(
                    "advance must not be longer than the windows, as records between two windows"
                            + " would be lost, but is " + newAdvanceMs + " ms for a size of " + sizeMs + " ms");
        }
        return new TimeWindows(sizeMs, newAdvanceMs, graceMs);
    }

    @Override
    public Map<Long, TimeWindow> windowsFor(long timestamp) {
        Map<Long, TimeWindow> windows = new LinkedHashMap<>();
        for (long start = firstStart(timestamp); start <= timestamp; start += advanceMs) {
            windows.put(start, new TimeWindow(start, start + sizeMs));
        }
        return windows;
    }

    /**
     * Start of the earliest window that a record belongs to; the others follow at distances of {@link #advanceMs} up to
     * the record's time. An addition to the mirrored API: it spares operators a map for each record.
     *
     * @param timestamp the record's time, milliseconds since 1970
     * @return milliseconds since 1970, not negative
     */
    public long firstStart(long timestamp) {
        return Math.max(0, timestamp - sizeMs + advanceMs) / advanceMs * advanceMs;
    }

    @Override
    public long size() {
        return sizeMs;
    }

    @Override
    public long gracePeriodMs() {
        return graceMs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimeWindows that
                && sizeMs == that.sizeMs
                && advanceMs == that.advanceMs
                && graceMs == that.graceMs;
    }

    @Override
    public int hashCode() {
        return Objects.hash(sizeMs, advanceMs, graceMs);
    }

    @Override
    public String toString() {
        return "TimeWindows{sizeMs=" + sizeMs + ", advanceMs=" + advanceMs + ", graceMs=" + graceMs + '}';
    }
}
