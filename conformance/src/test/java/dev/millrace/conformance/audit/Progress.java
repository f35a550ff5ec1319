package dev.millrace.conformance.audit;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Says how far a long test is, every ten seconds, and at its end which seeds it tried and what that cost. So who looks at a run of
 * the night sees that it moves, and from where to go on.
 *
 * <pre>{@code
 * try (Progress progress = new Progress("CrashTest", 50_000)) {
 *     for (long seed = first; seed < first + 50_000; seed++) {
 *         progress.at(seed);
 *         ...
 * }</pre>
 */
public final class Progress implements AutoCloseable {
    private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(10);
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String what;
    private final long total;
    private final long startNs = System.nanoTime();
    private final long startCpuNs = PROCESS.getProcessCpuTime();
    private long saidNs = startNs;
    private long begun;
    private long first;
    private long last;

    /**
     * Begins.
     *
     * @param what the test, as it is to be named
     * @param total how many steps there are
     */
    public Progress(String what, long total) {
        this.what = what;
        this.total = total;
    }

    /** The next step begins, which has this seed (or number). */
    public void at(long seed) {
        first = begun == 0 ? seed : first;
        last = seed;
        begun++;
        long nowNs = System.nanoTime();
        if (nowNs - saidNs >= EVERY_NS) {
            saidNs = nowNs;
            say("%s: %,d of %,d, at seed %d, %s", what, begun - 1, total, seed, cost());
        }
    }

    /** The last step ended, or one failed. */
    @Override
    public void close() {
        String outcome = begun == total ? "ended" : "stopped";
        say("%s: %s after %,d of %,d, seeds %d to %d, %s", what, outcome, begun, total, first, last, cost());
    }

    private String cost() {
        double seconds = (System.nanoTime() - startNs) / 1e9;
        double cpuSeconds = (PROCESS.getProcessCpuTime() - startCpuNs) / 1e9;
        return String.format(Locale.ROOT, "%.1f s, %.1f CPU-seconds", seconds, cpuSeconds);
    }

    private static void say(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format + "%n", arguments);
    }
}
