package dev.millrace.streams.kstream;

/**
 * A session: start and end are the times of its first and its last record, so both belong to it and may be the same.
 */
public final class SessionWindow extends Window {
    /**
     * Sets the limits.
     *
     * @param startMs time of the first record, not negative
     * @param endMs time of the last record, not before the first
     * @throws IllegalArgumentException if the start is negative or after the end
     */
    public SessionWindow(long startMs, long endMs) throws IllegalArgumentException {
        super(startMs, endMs);
    }

    @Override
    public boolean overlap(Window other) throws IllegalArgumentException {
        if (!(other instanceof SessionWindow)) {
            throw incomparable(other);
        }
        return startMs <= other.endMs && other.startMs <= endMs;
    }
}
