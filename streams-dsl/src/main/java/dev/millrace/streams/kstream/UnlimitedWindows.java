package dev.millrace.streams.kstream;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One window without end, from a fixed moment on. Records before that moment belong to no window. Immutable. */
public final class UnlimitedWindows extends Windows<UnlimitedWindow> {
    /** Start of the window, milliseconds since 1970. */
    public final long startMs;

    private UnlimitedWindows(long startMs) {
        this.startMs = startMs;
    }

    /**
     * The window that starts in 1970.
     *
     * @return the window
     */
    public static UnlimitedWindows of() {
        return new UnlimitedWindows(0);
    }

    /**
     * The window with another start.
     *
     * @param start not before 1970
     * @return the window
     * @throws IllegalArgumentException if it is before 1970 or cannot be counted in milliseconds
     */
    public UnlimitedWindows startOn(Instant start) throws IllegalArgumentException {
        long newStartMs = Milliseconds.of(start, "start");
        if (newStartMs < 0) {
            throw new IllegalArgumentException("start must not be before 1970, but is " + start);
        }
        return new UnlimitedWindows(newStartMs);
    }

    @Override
    public Map<Long, UnlimitedWindow> windowsFor(long timestamp) {
        return timestamp < startMs ? Map.of() : Map.of(startMs, new UnlimitedWindow(startMs));
    }

    /**
     * As long as can be.
     *
     * @return {@link Long#MAX_VALUE}
     */
    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    /**
     * None, as the window never ends.
     *
     * @return 0
     */
    @Override
    public long gracePeriodMs() {
        return NO_GRACE_PERIOD;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnlimitedWindows that && startMs == that.startMs;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(startMs);
    }

    @Override
    public String toString() {
        return "UnlimitedWindows{startMs=" + startMs + '}';
    }
}
