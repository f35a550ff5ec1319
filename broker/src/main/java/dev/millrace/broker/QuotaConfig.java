package dev.millrace.broker;

/**
 * Over how long a client's rate is measured when it has a quota.
 *
 * @param windowCount how many windows ({@code quota.window.num})
 * @param windowMs length of one, in milliseconds ({@code quota.window.size.seconds})
 */
public record QuotaConfig(int windowCount, long windowMs) {

    /**
     * How long a client that was silent may run ahead of its quota: all windows but the one under way, at least one.
     *
     * @return the time in milliseconds
     */
    long burstMs() {
        return Math.max(1, windowCount - 1) * windowMs;
    }
}
