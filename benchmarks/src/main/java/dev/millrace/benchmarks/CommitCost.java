package dev.millrace.benchmarks;

import dev.millrace.log.AppendOrigin;
import dev.millrace.log.FlushMode;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.storage.DiskStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * What a durable commit over N partitions costs: one fdatasync of each partition's file, against one of the journal
 * that they share. Both ways take turns in the same run, so that other load on the machine hits both.
 *
 * <p>{@code java -cp ... dev.millrace.benchmarks.CommitCost [directory [rounds]]}. Decision 0003 has the figures.
 */
public final class CommitCost {
    private static final int WARM_UP_COMMITS = 5_000;
    private static final int[] PARTITIONS = {1, 8, 32};
    private static final Header[] NO_HEADERS = {};

    private CommitCost() {}

    /**
     * Measures and prints.
     *
     * @param arguments where to write (a temporary directory below it is used, default the working directory), and how
     *     many commits to measure (default 300)
     * @throws IOException if the disk fails
     */
    public static void main(String[] arguments) throws IOException {
        Path parent = Path.of(arguments.length > 0 ? arguments[0] : ".");
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
        try (Scratch scratch = Scratch.in(parent, "commit-cost", 1L << 30)) {
            System.out.printf(
                    "%-10s %-22s %-22s %s%n", "partitions", "a file each p50/p99", "journal p50/p99", "ratio p50");
            for (int partitions : PARTITIONS) {
                compare(scratch.path().resolve("n" + partitions), partitions, rounds);
            }
        }
    }

    private static void compare(Path directory, int partitions, int rounds) throws IOException {
        Files.createDirectories(directory.resolve("files"));
        List<FileChannel> files = new ArrayList<>();
        LogDirectory log = LogDirectory.open(
                new DiskStorage(directory.resolve("log")),
                LogDirectoryConfig.DEFAULT.withFlushMode(FlushMode.COMMIT),
                0);
        List<PartitionLog> logs = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            Path path = directory.resolve("files").resolve(i + ".log");
            files.add(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            logs.add(log.create(new TopicPartition("topic", i), LogConfig.DEFAULT, 0));
        }
        ByteBuffer batch = batch();
        long[] apart = new long[rounds];
        long[] together = new long[rounds];
        for (int i = 0; i < WARM_UP_COMMITS; i++) { // the log's way is compiled, that of the files is in the kernel
            append(logs, batch);
            log.sync();
        }
        for (int round = -20; round < rounds; round++) {
            long start = System.nanoTime();
            for (FileChannel file : files) {
                file.write(batch.duplicate(), file.size());
            }
            for (FileChannel file : files) {
                file.force(false);
            }
            long between = System.nanoTime();
            append(logs, batch);
            log.sync();
            long end = System.nanoTime();
            if (round >= 0) {
                apart[round] = between - start;
                together[round] = end - between;
            }
        }
        log.close();
        for (FileChannel file : files) {
            file.close();
        }
        print(partitions, apart, together);
    }

    private static void append(List<PartitionLog> logs, ByteBuffer batch) {
        for (PartitionLog one : logs) {
            one.append(batch.duplicate(), AppendOrigin.INTERNAL, 0);
        }
    }

    private static ByteBuffer batch() {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 2_048);
        for (int i = 0; i < 8; i++) {
            builder.append(0, null, new byte[112], NO_HEADERS);
        }
        return builder.build(0);
    }

    private static void print(int partitions, long[] apart, long[] together) {
        Arrays.sort(apart);
        Arrays.sort(together);
        System.out.printf(
                "%-10d %-22s %-22s %.1f%n",
                partitions,
                percentiles(apart),
                percentiles(together),
                (double) apart[apart.length / 2] / together[together.length / 2]);
    }

    private static String percentiles(long[] sortedNanos) {
        int middle = sortedNanos.length / 2;
        int high = sortedNanos.length * 99 / 100;
        return sortedNanos[middle] / 1_000 + " / " + sortedNanos[high] / 1_000 + " us";
    }
}
