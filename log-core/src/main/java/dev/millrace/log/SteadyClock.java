package dev.millrace.log;

/**
 * Tells whether the time may be believed: a clock that has just leapt ahead is not, for ten minutes. If it was set
 * wrong and is put right within that, nothing that depends on age has happened; if the machine slept, the time is
 * right, and what is old goes ten minutes later. A clock that goes back makes everything younger, which harms nothing.
 * Guarded by its owner's lock.
 */
final class SteadyClock {
    /** A leap is more than this between two looks at the clock. */
    static final long LEAP_MS = 3_600_000;

    static final long DISTRUST_MS = 600_000;

    private long latestMs;
    private long believedFromMs = Long.MIN_VALUE;

    SteadyClock(long nowMs) {
        this.latestMs = nowMs;
    }

    /** Looks at the clock. */
    boolean isBelieved(long nowMs) {
        if (nowMs - latestMs > LEAP_MS) {
            believedFromMs = nowMs + DISTRUST_MS;
        } else if (nowMs < latestMs) {
            believedFromMs = Long.MIN_VALUE;
        }
        latestMs = nowMs;
        return nowMs >= believedFromMs;
    }
}
