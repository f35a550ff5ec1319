package dev.millrace.broker;

/**
 * Holds the clients that share one client id to a byte rate, in one direction. Thread-safe; free while there is no
 * quota.
 */
/*
 * A token bucket. It fills at the rate of the quota, up to what the rate gives within the measured time
 * (QuotaConfig.burstMs), and a batch takes its bytes out, even if there are too few: a batch is never cut. From then on
 * the client waits until the level is zero again. In the long run that is the quota exactly, and after a silence a
 * burst, as with the windows of Kafka's brokers (decision 0018).
 */
final class Throttle {

    static final double NO_QUOTA = Double.POSITIVE_INFINITY;

    private final long burstMs;
    private volatile double bytesPerSecond = NO_QUOTA;
    private double level;
    private long filledMs;
    private int users;

    Throttle(long burstMs) {
        this.burstMs = burstMs;
    }

    synchronized void limit(double newBytesPerSecond, long nowMs) {
        if (newBytesPerSecond == bytesPerSecond) {
            return;
        }
        boolean wasFree = bytesPerSecond == NO_QUOTA;
        bytesPerSecond = newBytesPerSecond;
        level = wasFree ? capacity() : Math.min(level, capacity());
        filledMs = nowMs;
    }

    boolean isLimited() {
        return bytesPerSecond != NO_QUOTA;
    }

    /** Takes note of bytes that went through; returns for how long nothing more may, in milliseconds. */
    synchronized long take(long sizeBytes, long nowMs) {
        if (!isLimited()) {
            return 0;
        }
        fill(nowMs);
        level -= sizeBytes;
        return level >= 0 ? 0 : (long) Math.ceil(-level * 1_000 / bytesPerSecond);
    }

    private void fill(long nowMs) {
        long elapsedMs = Math.max(0, nowMs - filledMs); // a clock that is set back gives nothing and takes nothing
        level = Math.min(capacity(), level + elapsedMs * bytesPerSecond / 1_000);
        filledMs = nowMs;
    }

    private double capacity() {
        return isLimited() ? bytesPerSecond * burstMs / 1_000 : 0;
    }

    synchronized void use() {
        users++;
    }

    synchronized void release() {
        users--;
    }

    /** Whether forgetting it changes nothing: nobody uses it, and it is full. */
    synchronized boolean isIdle(long nowMs) {
        if (users > 0) {
            return false;
        }
        if (!isLimited()) {
            return true;
        }
        fill(nowMs);
        return level >= capacity();
    }
}
