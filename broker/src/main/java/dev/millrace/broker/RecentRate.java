package dev.millrace.broker;

/**
 * How much a second, over the last half minute to minute: the window that is filling, and the full one before it, as
 * Kafka's clients have it by default. Thread-safe.
 */
final class RecentRate {
    private static final long WINDOW_MS = 30_000;
    private static final long SHORTEST_MS = 1_000;

    private final long startedMs;
    private long windowStartMs;
    private double before;
    private double current;

    RecentRate(long nowMs) {
        startedMs = nowMs;
        windowStartMs = nowMs;
    }

    synchronized void add(double amount, long nowMs) {
        roll(nowMs);
        current += amount;
    }

    synchronized double perSecond(long nowMs) {
        roll(nowMs);
        long fromMs = Math.max(startedMs, windowStartMs - WINDOW_MS);
        return (before + current) * 1_000 / (double) Math.max(SHORTEST_MS, nowMs - fromMs);
    }

    private void roll(long nowMs) {
        long windows = (nowMs - windowStartMs) / WINDOW_MS;
        if (windows > 0) {
            before = windows == 1 ? current : 0;
            current = 0;
            windowStartMs += windows * WINDOW_MS;
        }
    }
}
