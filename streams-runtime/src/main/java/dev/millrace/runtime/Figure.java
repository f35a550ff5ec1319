package dev.millrace.runtime;

import java.util.ArrayDeque;
import org.apache.kafka.common.metrics.MetricConfig;

/**
 * How much of something there was in all, how often in the last windows of time, and how large: what
 * {@code metrics.num.samples} and {@code metrics.sample.window.ms} make of it. Kafka's {@code Rate}, {@code Avg} and
 * {@code Max} in one, with its rules.
 *
 * <p>Thread-safe: written by one thread, once a step or a slice and not once a record, and read by whoever looks at a
 * metric.
 */
final class Figure {

    private final int samples;
    private final long windowMs;
    private final ArrayDeque<Window> windows = new ArrayDeque<>();
    private double total;

    private static final class Window {
        final long startMs;
        long lastMs;
        double amount;
        double weighted;
        int times;
        double sum;
        double max = Double.NEGATIVE_INFINITY;

        Window(long startMs) {
            this.startMs = startMs;
        }
    }

    Figure(MetricConfig config) {
        this.samples = config.samples();
        this.windowMs = config.timeWindowMs();
    }

    /**
     * Something happened.
     *
     * @param amount how much of it
     * @param value how large, or how long, each was on average
     */
    void add(long nowMs, long amount, double value) {
        add(nowMs, amount, 1, value, value);
    }

    /**
     * Something happened, and each time of it counts for the average.
     *
     * @param amount how much of it
     * @param times how many values there are
     * @param sum of the values
     * @param max the largest of them
     */
    synchronized void add(long nowMs, long amount, int times, double sum, double max) {
        forget(nowMs);
        Window window = windows.peekLast();
        if (window == null || nowMs - window.startMs >= windowMs) {
            window = new Window(nowMs);
            windows.addLast(window);
        }
        total += amount;
        window.lastMs = nowMs;
        window.amount += amount;
        window.weighted += amount * (sum / times);
        window.times += times;
        window.sum += sum;
        window.max = Math.max(window.max, max);
    }

    private void forget(long nowMs) {
        Window oldest = windows.peekFirst();
        while (oldest != null && nowMs - oldest.lastMs >= samples * windowMs) {
            windows.removeFirst();
            oldest = windows.peekFirst();
        }
    }

    synchronized double total() {
        return total;
    }

    /** Amount a second. */
    synchronized double rate(long nowMs) {
        return windows(nowMs).stream().mapToDouble(window -> window.amount).sum() * 1_000 / elapsedMs(nowMs);
    }

    /** NaN if nothing happened lately. */
    synchronized double average(long nowMs) {
        int times = windows(nowMs).stream().mapToInt(window -> window.times).sum();
        return windows.stream().mapToDouble(window -> window.sum).sum() / times;
    }

    /** NaN if nothing happened lately. */
    synchronized double max(long nowMs) {
        return windows(nowMs).stream().mapToDouble(window -> window.max).max().orElse(Double.NaN);
    }

    /** Of values in ms: which part of the time they took together. */
    synchronized double partOfTime(long nowMs) {
        return windows(nowMs).stream().mapToDouble(window -> window.weighted).sum() / elapsedMs(nowMs);
    }

    private ArrayDeque<Window> windows(long nowMs) {
        forget(nowMs);
        return windows;
    }

    /** As if there had been all windows but the last from the beginning, so that a rate does not begin with a peak. */
    private long elapsedMs(long nowMs) {
        Window oldest = windows.peekFirst();
        long sinceMs = oldest == null ? 0 : nowMs - oldest.startMs;
        long missing = Math.max(0, samples - 1 - sinceMs / windowMs);
        return Math.max(windowMs, sinceMs + missing * windowMs);
    }
}
