package dev.millrace.benchmarks;

import dev.millrace.log.AppendOrigin;
import dev.millrace.log.CleanupConfig;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.storage.DiskStorage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * What compaction costs: CPU for each GB of log that it goes through, the longest step, and what an append to the same
 * partition takes while it runs and while it does not. Records have keys of 12 bytes, drawn evenly, and values of 100.
 *
 * <pre>
 *   CompactionCost [--megabytes 512] [--keys 500000] [--directory .]
 * </pre>
 */
public final class CompactionCost {
    private static final int VALUE_BYTES = 100;
    private static final int RECORDS_PER_BATCH = 130;
    private static final TopicPartition TABLE = new TopicPartition("table", 0);
    private static final long NOW = 1_700_000_000_000L;

    private final Random random = new Random(1);
    private final RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 1 << 15);
    private final byte[] value = new byte[VALUE_BYTES];
    private final int keys;
    private final LogDirectory directory;
    private final PartitionLog log;

    private CompactionCost(LogDirectory directory, int keys) {
        this.directory = directory;
        this.keys = keys;
        this.log = directory.create(
                TABLE,
                LogConfig.DEFAULT
                        .withSegments(64 << 20, Long.MAX_VALUE)
                        .withCleanup(CleanupConfig.DEFAULT.withPolicy(false, true)),
                NOW);
    }

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args, "--megabytes", "--keys", "--directory");
        long bytes = (long) options.number("--megabytes", 512) << 20;
        int keys = options.number("--keys", 500_000);
        Path parent = Path.of(options.text("--directory", "."));
        try (Scratch scratch = Scratch.in(parent, "compaction-cost", 3 * bytes);
                LogDirectory directory =
                        LogDirectory.open(new DiskStorage(scratch.path()), LogDirectoryConfig.DEFAULT, NOW)) {
            CompactionCost cost = new CompactionCost(directory, keys);
            cost.fill(bytes);
            cost.measure("warm-up");
            cost.fill(bytes);
            cost.measure("measured");
        }
    }

    private void fill(long bytes) {
        long until = log.sizeBytes() + bytes;
        while (log.sizeBytes() < until) {
            append();
        }
        directory.sync();
        directory.tick(NOW);
    }

    private void append() {
        builder.reset();
        for (int i = 0; i < RECORDS_PER_BATCH; i++) {
            byte[] key = new byte[12];
            ByteBuffer.wrap(key).putInt(random.nextInt(keys));
            builder.append(NOW, key, value, new Header[0]);
        }
        log.append(builder.build(0), AppendOrigin.CLIENT, NOW);
    }

    private void measure(String what) throws Exception {
        long before = log.sizeBytes();
        long[] alone = latencies(new AtomicBoolean(false));
        long[] compactorNanos = {0, 0};
        AtomicBoolean compacting = new AtomicBoolean(true);
        Thread compactor = new Thread(() -> compact(compacting, compactorNanos));
        long[][] during = new long[1][];
        Usage both = Usage.of(() -> {
            compactor.start();
            during[0] = latencies(compacting);
            compactor.join();
        });
        System.out.printf(
                Locale.ROOT,
                "%-9s %d MB to %d MB in %.1f s: %.2f CPU-s per GB, longest step %.1f ms%n"
                        + "          append and commit alone p50 %.0f µs, p99 %.0f µs; meanwhile p50 %.0f µs, p99 %.0f µs%n",
                what,
                before >> 20,
                log.sizeBytes() >> 20,
                both.seconds(),
                compactorNanos[1] / (double) before,
                compactorNanos[0] / 1e6,
                at(alone, 0.5),
                at(alone, 0.99),
                at(during[0], 0.5),
                at(during[0], 0.99));
    }

    /** The longest step, and the CPU of all. */
    private void compact(AtomicBoolean compacting, long[] nanos) {
        boolean more = true;
        while (more) {
            long start = System.nanoTime();
            more = directory.compact(NOW);
            nanos[0] = Math.max(nanos[0], System.nanoTime() - start);
        }
        nanos[1] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        compacting.set(false);
    }

    /** One append and commit every 5 ms: 200 of them, and on as long as asked. */
    private long[] latencies(AtomicBoolean goOn) throws InterruptedException {
        long[] nanos = new long[200_000];
        int count = 0;
        while (count < 200 || (goOn.get() && count < nanos.length)) {
            long start = System.nanoTime();
            append();
            directory.sync();
            nanos[count++] = System.nanoTime() - start;
            Thread.sleep(5);
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))] / 1e3;
    }
}
