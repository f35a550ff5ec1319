package dev.millrace.stores;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that all stores of the process may fill with live objects. A store asks, in coarse steps, whether it may
 * keep more.
 *
 * <p>A store may grow while the whole is below the limit; above it, every store that holds more than its even share
 * must let clean entries go before it takes new ones. So one busy store may use what idle ones leave, and gives it back
 * when they wake.
 */
final class LiveBudget {

    /** The one of the process. */
    static final LiveBudget PROCESS = new LiveBudget();

    private static final long MIN_BYTES = 4L << 20;

    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger();
    private volatile long maxBytes = MIN_BYTES;

    /** Sets the limit from {@code state.memory.max.bytes}; no more than a quarter of the heap. */
    void limit(long memoryMaxBytes) {
        maxBytes = Math.max(
                MIN_BYTES, Math.min(memoryMaxBytes / 2, Runtime.getRuntime().maxMemory() / 4));
    }

    void join() {
        holders.incrementAndGet();
    }

    void leave(long bytes) {
        holders.decrementAndGet();
        usedBytes.addAndGet(-bytes);
    }

    void add(long bytes) {
        usedBytes.addAndGet(bytes);
    }

    long usedBytes() {
        return usedBytes.get();
    }

    long maxBytes() {
        return maxBytes;
    }

    /** How much a store that holds so many bytes must let go: what is too much in all, down to its even share. */
    long excessBytes(long heldBytes) {
        long tooMuch = usedBytes.get() - maxBytes;
        return tooMuch <= 0 ? 0 : Math.min(tooMuch, heldBytes - maxBytes / Math.max(1, holders.get()));
    }
}
