package dev.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a piece of work took.
 *
 * @param seconds by the clock
 * @param cpuSeconds of the whole process: the work, other threads, compilers and collector
 */
record Usage(double seconds, double cpuSeconds) {

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Work to be measured. */
    interface Work {
        void run() throws Exception;
    }

    static Usage of(Work work) throws Exception {
        long startNanos = System.nanoTime();
        long startCpuNanos = PROCESS.getProcessCpuTime();
        work.run();
        long cpuNanos = PROCESS.getProcessCpuTime() - startCpuNanos;
        return new Usage((System.nanoTime() - startNanos) / 1e9, cpuNanos / 1e9);
    }
}
