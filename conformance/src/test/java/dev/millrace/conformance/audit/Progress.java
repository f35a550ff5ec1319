package dev.millrace.conformance.audit;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Says how far a long test is, every ten seconds, and at its end which seeds it tried and what that cost. So who looks
 * at a run of the night sees that it moves; and {@code -Dmillrace.seed=N} tries one seed alone ({@link #overSeeds}).
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
    private long firstSeed;
    private long lastSeed;

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

    /** What is tried with one seed. */
    public interface Trial<E extends Exception> {
        void run(long seed) throws E;
    }

    /** Tries many seeds, or only the one that the system property {@code millrace.seed} names. */
    public static <E extends Exception> void overSeeds(String what, long first, long count, Trial<E> trial) throws E {
        Long chosen = Long.getLong("millrace.seed");
        long from = chosen == null ? first : chosen;
        long to = chosen == null ? first + count : chosen + 1;
        try (Progress progress = new Progress(what, to - from)) {
            for (long seed = from; seed < to; seed++) {
                progress.at(seed);
                trial.run(seed);
            }
        }
    }

    /** The next step begins, which has this seed (or number). */
    public void at(long seed) {
        firstSeed = begun == 0 ? seed : firstSeed;
        lastSeed = seed;
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
        say("%s: %s after %,d of %,d, seeds %d to %d, %s", what, outcome, begun, total, firstSeed, lastSeed, cost());
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
