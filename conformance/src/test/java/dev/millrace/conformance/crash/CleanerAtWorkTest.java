package dev.millrace.conformance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.CleanupConfig;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.storage.DiskStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Compaction while everybody else is at work, on a real disk; nothing may be left behind. */
@ExtendWith(Baseline.class)
class CleanerAtWorkTest {
    private static final int APPENDERS = 2;
    private static final int BATCHES = 1_500;
    private static final int KEYS = 40;
    private static final LogConfig COMPACTED = LogConfig.DEFAULT
            .withSegments(6_000, 1_000_000_000)
            .withIndexIntervalBytes(500)
            .withCleanup(CleanupConfig.DEFAULT
                    .withPolicy(true, true)
                    .withMinDirtyRatio(0.3)
                    .withDeleteRetentionMs(0));

    @TempDir
    Path root;

    private final AtomicInteger running = new AtomicInteger(APPENDERS);

    @Test
    void case36_cleanerAgainstFetchFlushDelete() throws Exception {
        LogDirectory directory = LogDirectory.open(
                new DiskStorage(root), LogDirectoryConfig.DEFAULT.withJournal(64 << 10, 256 << 10), 1_000);
        PartitionLog table = directory.create(new TopicPartition("table", 0), COMPACTED, 1_000);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> work = new ArrayList<>();
        for (int a = 0; a < APPENDERS; a++) {
            int appender = a;
            work.add(threads.submit(task(() -> append(directory, table, appender))));
        }
        work.add(threads.submit(task(() -> whileRunning(() -> directory.tick(2_000)))));
        work.add(threads.submit(task(() -> whileRunning(() -> directory.compact(2_000)))));
        work.add(threads.submit(task(() -> whileRunning(() -> readAll(table)))));
        work.add(threads.submit(
                task(() -> whileRunning(() -> table.offsetForTimestamp(500, IsolationLevel.READ_COMMITTED)))));
        work.add(threads.submit(task(() -> whileRunning(() -> createFillAndDelete(directory)))));
        work.add(threads.submit(task(() -> whileRunning(() -> {
            table.deleteRecordsBefore(
                    table.logStartOffset() + 3 < table.highWatermark() / 4
                            ? table.logStartOffset() + 3
                            : table.logStartOffset());
        }))));
        for (Future<?> one : work) {
            one.get();
        }
        threads.shutdown();
        directory.tick(2_000);
        while (directory.compact(2_000)) {
            // until nothing is left to do
        }
        Map<String, Integer> found = readAll(table);
        for (int a = 0; a < APPENDERS; a++) {
            for (int key = 0; key < KEYS; key++) {
                int last = (BATCHES - 1 - key) / KEYS * KEYS + key;
                assertThat(found).containsEntry(a + ":" + key, last);
            }
        }
        assertThat(table.sizeBytes())
                .as("of some 220,000 bytes, 6,000 of which are the last of a key")
                .isLessThan(60_000);
        directory.close();
        try (Stream<Path> all = Files.walk(root)) {
            List<String> names = all.map(path -> path.getFileName().toString()).toList();
            assertThat(names)
                    .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".swap") || name.startsWith("brief"));
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static Callable<Void> task(Task task) {
        return () -> {
            task.run();
            return null;
        };
    }

    private void whileRunning(Task task) throws IOException {
        while (running.get() > 0) {
            task.run();
            Thread.yield();
        }
    }

    private void append(LogDirectory directory, PartitionLog table, int appender) {
        try {
            for (int i = 0; i < BATCHES; i++) {
                put(table, appender + ":" + i % KEYS, i);
                if (i % 10 == 9) {
                    directory.sync();
                }
            }
            directory.sync();
        } finally {
            running.decrementAndGet();
        }
    }

    private static void put(PartitionLog log, String key, int value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 200);
        builder.append(1_000, key.getBytes(UTF_8), Integer.toString(value).getBytes(UTF_8), new Header[0]);
        log.append(builder.build(0), 1_000);
    }

    private static void createFillAndDelete(LogDirectory directory) {
        TopicPartition brief = new TopicPartition("brief", 0);
        PartitionLog log = directory.create(brief, COMPACTED, 1_000);
        for (int i = 0; i < 400; i++) {
            put(log, "k" + i % 3, i);
        }
        directory.sync();
        directory.compact(2_000);
        directory.delete(brief);
    }

    /** Everything from the first offset to the end, in order and sound. The values of a key only grow. */
    private static Map<String, Integer> readAll(PartitionLog log) {
        Map<String, Integer> values = new HashMap<>();
        long offset = log.logStartOffset();
        long end = log.highWatermark();
        while (offset < end) {
            FetchedBatches fetched;
            try {
                fetched = log.fetch(offset, 4_000, IsolationLevel.READ_COMMITTED);
            } catch (OffsetOutOfRangeException deleted) {
                offset = log.logStartOffset();
                continue;
            }
            for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                batch.ensureValid();
                assertThat(batch.nextOffset()).isGreaterThan(offset);
                RecordCursor record = batch.records();
                while (record.next()) {
                    if (record.offset() >= offset) {
                        int value = Integer.parseInt(new String(record.value(), UTF_8));
                        Integer before = values.put(new String(record.key(), UTF_8), value);
                        assertThat(before == null || before < value).isTrue();
                    }
                }
                offset = batch.nextOffset();
            }
        }
        return values;
    }
}
