package dev.millrace.conformance.threads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import dev.millrace.conformance.threads.Linearizability.Done;
import dev.millrace.conformance.threads.Linearizability.Operation;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Appends, syncs, reads and checkpoints of one partition at the same time; and partitions that are made and deleted at
 * the same time.
 */
@ExtendWith(Baseline.class)
class LogThreadsTest {
    private static final TopicPartition A = new TopicPartition("a", 0);
    private static final LogDirectoryConfig CONFIG =
            LogDirectoryConfig.DEFAULT.withJournal(4096, 8192).withIntervals(100, 1);
    private static final LogConfig PARTITION = LogConfig.DEFAULT.withSegments(400, 1_000_000);
    private static final int THREADS = 3;
    private static final int OPERATIONS = 4;

    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void end() {
        executor.shutdown();
    }

    /** The end of the log, and the high watermark at least. */
    private record Bounds(long end, long committed) {
        Bounds after(String operation, Object result) {
            long value = (Long) result;
            return switch (operation) {
                case "append" -> value == end ? new Bounds(end + 1, committed) : null;
                case "sync" -> new Bounds(end, end);
                case "end" -> value == end ? this : null;
                case "read" -> value >= committed && value <= end ? new Bounds(end, value) : null;
                default -> this; // a checkpoint may commit or not
            };
        }
    }

    private static final List<Operation<LogDirectory>> ON_A = List.of(
            new Operation<>("append", log -> append(log.partition(A))),
            new Operation<>("append", log -> append(log.partition(A))),
            new Operation<>("sync", log -> {
                log.sync();
                return 0L;
            }),
            new Operation<>("end", log -> log.partition(A).logEndOffset()),
            new Operation<>("read", log -> readable(log.partition(A))),
            new Operation<>("tick", log -> {
                log.tick(10_000);
                return 0L;
            }));

    private static long append(PartitionLog log) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 128);
        builder.append(1, null, "x".repeat(90).getBytes(UTF_8), new Header[0]);
        return log.append(builder.build(0), 1).baseOffset();
    }

    /** Up to where a reader comes who reads from the start. */
    private static long readable(PartitionLog log) {
        long offset = 0;
        while (true) {
            ByteBuffer batches =
                    log.fetch(offset, 1 << 20, IsolationLevel.READ_UNCOMMITTED).batches();
            if (!batches.hasRemaining()) {
                return offset;
            }
            for (RecordBatch batch : RecordBatch.iterate(batches)) {
                batch.ensureValid();
                offset = batch.nextOffset();
            }
        }
    }

    @Test
    void appendsSyncsAndReadsOfAPartitionHaveAnOrder() throws Exception {
        tryPartition(1, 300);
    }

    @Test
    @Tag("nightly")
    void nightlyAppendsSyncsAndReads() throws Exception {
        tryPartition(1_000_000, 50_000);
    }

    private void tryPartition(long firstSeed, int rounds) throws Exception {
        Progress.overSeeds("LogThreadsTest, one partition", firstSeed, rounds, seed -> {
            try (LogDirectory log = LogDirectory.open(new MemoryStorage(), CONFIG, 1)) {
                log.create(A, PARTITION, 1);
                List<Done> history = Linearizability.run(log, plans(ON_A, new Random(seed)), executor);
                boolean explained = Linearizability.isExplained(history, new Bounds(0, 0), Bounds::after);
                assertThat(explained).as("seed %d: %s", seed, history).isTrue();
            }
        });
    }

    private static final List<Operation<LogDirectory>> ON_CATALOG = List.of(
            new Operation<>("create", log -> {
                try {
                    log.create(A, PARTITION, 1);
                    return true;
                } catch (TopicExistsException exists) {
                    return false;
                }
            }),
            new Operation<>("delete", log -> {
                log.delete(A);
                return true;
            }),
            new Operation<>("exists", log -> log.partition(A) != null),
            new Operation<>("append", log -> {
                PartitionLog partition = log.partition(A);
                try {
                    return partition == null || append(partition) >= 0;
                } catch (ApiException deletedMeanwhile) {
                    return true;
                }
            }),
            new Operation<>("tick", log -> {
                log.tick(10_000);
                return true;
            }));

    private static Boolean catalog(Boolean exists, String operation, Object result) {
        return switch (operation) {
            case "create" -> exists.equals(result) ? null : Boolean.TRUE;
            case "delete" -> Boolean.FALSE;
            case "exists" -> exists.equals(result) ? exists : null;
            default -> exists;
        };
    }

    @Test
    void creationsAndDeletionsOfAPartitionHaveAnOrder() throws Exception {
        tryCatalog(1, 300);
    }

    @Test
    @Tag("nightly")
    void nightlyCreationsAndDeletions() throws Exception {
        tryCatalog(1_000_000, 50_000);
    }

    private void tryCatalog(long firstSeed, int rounds) throws Exception {
        Progress.overSeeds("LogThreadsTest, the catalog", firstSeed, rounds, seed -> {
            try (LogDirectory log = LogDirectory.open(new MemoryStorage(), CONFIG, 1)) {
                List<Done> history = Linearizability.run(log, plans(ON_CATALOG, new Random(seed)), executor);
                boolean explained = Linearizability.isExplained(history, false, LogThreadsTest::catalog);
                assertThat(explained).as("seed %d: %s", seed, history).isTrue();
            }
        });
    }

    private static <T> List<List<Operation<T>>> plans(List<Operation<T>> all, Random random) {
        List<List<Operation<T>>> plans = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<Operation<T>> plan = new ArrayList<>();
            for (int i = 0; i < OPERATIONS; i++) {
                plan.add(all.get(random.nextInt(all.size())));
            }
            plans.add(plan);
        }
        return plans;
    }
}
