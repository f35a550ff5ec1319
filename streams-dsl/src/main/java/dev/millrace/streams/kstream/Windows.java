package dev.millrace.streams.kstream;

import java.util.Map;

/**
 * The windows of an aggregation or join: which ones a record belongs to, by its event time, and how long they wait for
 * late records. Immutable.
 *
 * @param <W> type of the windows
 */
public abstract class Windows<W extends Window> {
    /** The wait for late records when none is wanted. */
    protected static final long NO_GRACE_PERIOD = 0L;

    /**
     * The wait for late records that very old programs got without asking: a day. Kept for subclasses that refer to it.
     */
    protected static final long DEPRECATED_DEFAULT_24_HR_GRACE_PERIOD = 24L * 60 * 60 * 1000;

    /** For subclasses. */
    protected Windows() {}

    /**
     * The windows that a record belongs to.
     *
     * @param timestamp the record's time, milliseconds since 1970
     * @return the windows by their start; empty if there are none
     */
    public abstract Map<Long, W> windowsFor(long timestamp);

    /**
     * The size of a window.
     *
     * @return milliseconds
     */
    public abstract long size();

    /**
     * How far stream time may pass the end of a window before the window closes and records for it are dropped.
     *
     * @return milliseconds
     */
    public abstract long gracePeriodMs();
}
