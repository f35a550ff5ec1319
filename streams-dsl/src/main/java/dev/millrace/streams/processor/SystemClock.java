package dev.millrace.streams.processor;

/** The machine's clock, for the one thing here that is defined by it. Everything else gets its time passed in. */
final class SystemClock {
    private SystemClock() {}

    /** Milliseconds since 1970. */
    static long nowMs() {
        return System.currentTimeMillis();
    }
}
