package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.storage.DiskStorage;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Appenders, readers, syncs and maintenance at the same time: nothing is lost, nothing is out of order. */
class ConcurrencyTest {
    private static final int APPENDERS = 4;
    private static final int BATCHES = 400;
    private static final LogConfig SMALL = LogConfig.DEFAULT.withSegments(4_000, 10_000);

    @ParameterizedTest
    @EnumSource(FlushMode.class)
    void inMemory(FlushMode mode) throws Exception {
        MemoryStorage storage = new MemoryStorage();
        LogDirectoryConfig config = CONFIG.withFlushMode(mode);
        run(storage, config);
        LogDirectory again = reopen(storage, config);
        for (int p = 0; p < 2; p++) {
            checkOrder(read(again.partition(new TopicPartition("topic", p))));
        }
        again.close();
    }

    @Test
    void onDisk(@TempDir Path root) throws Exception {
        run(new DiskStorage(root), CONFIG);
    }

    private static void run(Storage storage, LogDirectoryConfig config) throws Exception {
        LogDirectory directory = open(storage, config.withJournal(16 << 10, 64 << 10));
        List<PartitionLog> logs = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            logs.add(directory.create(new TopicPartition("topic", p), SMALL, NOW));
        }
        AtomicInteger running = new AtomicInteger(APPENDERS);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> work = new ArrayList<>();
        for (int a = 0; a < APPENDERS; a++) {
            int appender = a;
            work.add(threads.submit(task(() -> appendAll(directory, logs, appender, running))));
        }
        for (PartitionLog log : logs) {
            work.add(threads.submit(task(() -> follow(log, running))));
        }
        work.add(threads.submit(task(() -> {
            while (running.get() > 0) {
                directory.tick(NOW);
                Thread.yield();
            }
        })));
        work.add(threads.submit(task(() -> {
            while (running.get() > 0) {
                directory.sync(); // between any two steps of another thread's append
            }
        })));
        for (Future<?> one : work) {
            one.get();
        }
        threads.shutdown();
        for (PartitionLog log : logs) {
            checkOrder(read(log));
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Callable<Void> task(Task task) {
        return () -> {
            task.run();
            return null;
        };
    }

    private static void appendAll(
            LogDirectory directory, List<PartitionLog> logs, int appender, AtomicInteger running) {
        try {
            for (int i = 0; i < BATCHES; i++) {
                for (PartitionLog log : logs) {
                    AppendResult result = log.append(idempotent(appender, 0, i, appender + ":" + i), NOW);
                    if (i % 10 == 9) {
                        directory.sync();
                        assertThat(log.highWatermark()).isGreaterThan(result.lastOffset());
                    }
                }
            }
            directory.sync();
        } finally {
            running.decrementAndGet();
        }
    }

    /** Reads to the end, checking that what is below the high watermark never changes or disappears. */
    private static void follow(PartitionLog log, AtomicInteger running) {
        List<String> seen = new ArrayList<>();
        long offset = 0;
        while (offset < APPENDERS * BATCHES) {
            boolean last = running.get() == 0;
            FetchedBatches fetched = log.fetch(offset, 2_000, IsolationLevel.READ_COMMITTED);
            assertThat(fetched.lastStableOffset()).isLessThanOrEqualTo(fetched.highWatermark());
            for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                assertThat(batch.baseOffset()).isEqualTo(offset);
                assertThat(batch.nextOffset()).isLessThanOrEqualTo(fetched.highWatermark());
                RecordCursor record = batch.records();
                while (record.next()) {
                    seen.add(new String(record.value(), UTF_8));
                }
                offset = batch.nextOffset();
            }
            if (last && !fetched.batches().hasRemaining()) {
                break;
            }
        }
        checkOrder(seen);
    }

    private static void checkOrder(List<String> values) {
        assertThat(values).hasSize(APPENDERS * BATCHES);
        int[] next = new int[APPENDERS];
        for (String value : values) {
            String[] parts = value.split(":");
            int appender = Integer.parseInt(parts[0]);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next[appender]++);
        }
    }
}
