package dev.millrace.streams.kstream;

/** A window of fixed size: its start belongs to it, its end does not. */
public class TimeWindow extends Window {
    /**
     * Sets the limits.
     *
     * @param startMs first millisecond, not negative
     * @param endMs the millisecond after the last, after the start
     * @throws IllegalArgumentException if the start is negative or not before the end
     */
    public TimeWindow(long startMs, long endMs) throws IllegalArgumentException {
        super(startMs, endMs);
        if (startMs == endMs) {
            throw new IllegalArgumentException(
                    "A time window must be at least a millisecond long, but starts and ends at " + startMs);
        }
    }

    @Override
    public boolean overlap(Window other) throws IllegalArgumentException {
        if (!(other instanceof TimeWindow)) {
            throw incomparable(other);
        }
        return startMs < other.endMs && other.startMs < endMs;
    }
}
