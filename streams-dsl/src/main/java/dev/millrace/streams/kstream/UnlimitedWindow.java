package dev.millrace.streams.kstream;

/** A window that never ends. */
public class UnlimitedWindow extends Window {
    /**
     * Sets the start.
     *
     * @param startMs first millisecond, not negative
     * @throws IllegalArgumentException if it is negative
     */
    public UnlimitedWindow(long startMs) throws IllegalArgumentException {
        super(startMs, Long.MAX_VALUE);
    }

    /**
     * Always true: two windows without end meet in the end.
     *
     * @param other another unlimited window
     * @return true
     * @throws IllegalArgumentException if the other is of another class
     */
    @Override
    public boolean overlap(Window other) throws IllegalArgumentException {
        if (!(other instanceof UnlimitedWindow)) {
            throw incomparable(other);
        }
        return true;
    }
}
