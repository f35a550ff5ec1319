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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The append path on disk: batches of 16 KB to 8 partitions, committed after every 100; the figure is records per
 * second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class AppendBenchmark {
    private static final int RECORDS = 130;
    private static final int RECORD_BYTES = 112;
    private static final int BATCHES = 100;
    private static final int PARTITIONS = 8;
    private static final LogConfig CONFIG = LogConfig.DEFAULT.withSegments(64 << 20, Long.MAX_VALUE);
    private static final Header[] NO_HEADERS = {};

    /** What a commit promises. */
    @Param({"OS", "COMMIT"})
    public FlushMode flushMode = FlushMode.COMMIT;

    private Path root = Path.of(".");

    @SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
    private LogDirectory directory;

    private final PartitionLog[] logs = new PartitionLog[PARTITIONS];
    private ByteBuffer batch = ByteBuffer.allocate(0);

    /**
     * Opens a log in the working directory.
     *
     * @throws IOException if the disk fails
     */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        root = Files.createTempDirectory(Path.of("."), "append-benchmark");
        directory = LogDirectory.open(new DiskStorage(root), LogDirectoryConfig.DEFAULT.withFlushMode(flushMode), 0);
        for (int i = 0; i < PARTITIONS; i++) {
            logs[i] = directory.create(new TopicPartition("topic", i), CONFIG, 0);
        }
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, RECORDS * (RECORD_BYTES + 16));
        for (int i = 0; i < RECORDS; i++) {
            builder.append(0, null, new byte[RECORD_BYTES], NO_HEADERS);
        }
        batch = builder.build(0);
    }

    /**
     * Closes the log and deletes its files.
     *
     * @throws IOException if the disk fails
     */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        directory.close();
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }

    /** Appends and commits. */
    @Benchmark
    @OperationsPerInvocation(RECORDS * BATCHES)
    public void append() {
        for (int i = 0; i < BATCHES; i++) {
            logs[i % PARTITIONS].append(batch.duplicate(), AppendOrigin.INTERNAL, 0);
        }
        directory.sync();
        directory.tick(0);
        deleteOld();
    }

    /** Keeps the disk from filling up. */
    private void deleteOld() {
        for (PartitionLog log : logs) {
            if (log.sizeBytes() > 3L * CONFIG.segmentSizeBytes()) {
                log.deleteRecordsBefore(log.highWatermark());
            }
        }
    }
}
