package dev.millrace.conformance.threads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import dev.millrace.log.CleanupConfig;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Readers at the edges of a partition whose beginning is being deleted (by retention, by {@code deleteRecords}) and of
 * one that is being compacted, while both are appended to. A reader gets what follows its offset, or hears that the
 * offset lies outside.
 */
@ExtendWith(Baseline.class)
class EdgeReadersTest {
    private static final int THREADS = 5;
    private static final int APPENDS = 300;
    private static final int KEYS = 7;
    private static final LogDirectoryConfig CONFIG =
            LogDirectoryConfig.DEFAULT.withJournal(16 << 10, 64 << 10).withIntervals(100, 100);
    private static final LogConfig SMALL =
            LogConfig.DEFAULT.withSegments(600, 200).withIndexIntervalBytes(200);
    private static final LogConfig DELETED = SMALL.withRetention(1_000, 4_000);
    private static final LogConfig COMPACTED = SMALL.withCleanup(
            CleanupConfig.DEFAULT.withPolicy(false, true).withMinDirtyRatio(0).withDeleteRetentionMs(0));

    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

    @Test
    void aReaderAtAnEdgeGetsWhatFollowsOrHearsThatItIsOutside() throws Exception {
        run(1, 60);
    }

    @Test
    @Tag("nightly")
    void nightlyReadersAtEdges() throws Exception {
        run(1_000_000, 5_000);
    }

    private void run(long firstSeed, int rounds) throws Exception {
        try {
            Progress.overSeeds("EdgeReadersTest", firstSeed, rounds, seed -> {
                try (Round round = new Round(seed)) {
                    round.run(executor);
                }
            });
        } finally {
            executor.shutdown();
        }
    }

    /** Two partitions, to which the same values are appended: 0, 1, 2, … at the offsets of the same number. */
    private static final class Round implements AutoCloseable {
        private final long seed;
        private final LogDirectory directory;
        private final PartitionLog queue;
        private final PartitionLog table;
        private final AtomicLong nowMs = new AtomicLong(1_000);
        private final AtomicBoolean appending = new AtomicBoolean(true);

        Round(long seed) throws IOException {
            this.seed = seed;
            directory = LogDirectory.open(new MemoryStorage(), CONFIG, nowMs.get());
            queue = directory.create(new TopicPartition("queue", 0), DELETED, nowMs.get());
            table = directory.create(new TopicPartition("table", 0), COMPACTED, nowMs.get());
            directory.sync();
        }

        private interface Step {
            void run(Random random) throws IOException;
        }

        void run(ExecutorService threads) throws Exception {
            List<Future<?>> work = new ArrayList<>();
            work.add(threads.submit(() -> append(new Random(seed))));
            List<Step> steps = List.of(
                    this::keepHouse,
                    random -> queue.deleteRecordsBefore(anOffset(queue, random)),
                    random -> readQueue(anOffset(queue, random) + random.nextInt(3) - 1),
                    random -> readTable(anOffset(table, random)));
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                Random random = new Random(seed * 31 + i);
                work.add(threads.submit(() -> {
                    while (appending.get()) {
                        step.run(random);
                        Thread.yield();
                    }
                    return null;
                }));
            }
            for (Future<?> one : work) {
                one.get();
            }
            directory.sync();
            directory.compact(nowMs.get());
            Map<String, Long> found = readTable(0);
            for (long value = APPENDS - KEYS; value < APPENDS; value++) {
                assertThat(found).as("seed %d", seed).containsEntry(keyOf(value), value);
            }
            for (long offset = queue.logStartOffset(); offset < queue.highWatermark(); offset++) {
                readQueue(offset);
            }
        }

        private void append(Random random) {
            try {
                for (long value = 0; value < APPENDS; value++) {
                    for (PartitionLog log : List.of(queue, table)) {
                        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 200);
                        byte[] key = keyOf(value).getBytes(UTF_8);
                        builder.append(nowMs.get(), key, Long.toString(value).getBytes(UTF_8), new Header[0]);
                        log.append(builder.build(0), nowMs.get());
                    }
                    nowMs.addAndGet(random.nextInt(40));
                    if (random.nextInt(4) == 0) {
                        directory.sync();
                    }
                }
            } finally {
                appending.set(false);
            }
        }

        private static String keyOf(long value) {
            return "k" + value % KEYS;
        }

        private void keepHouse(Random random) {
            if (random.nextBoolean()) {
                directory.tick(nowMs.get());
            }
            directory.compact(nowMs.get());
        }

        /** At the beginning, at the end, or between. */
        private static long anOffset(PartitionLog log, Random random) {
            long start = log.logStartOffset();
            long end = Math.max(start, log.highWatermark());
            return switch (random.nextInt(3)) {
                case 0 -> start;
                case 1 -> end;
                default -> start + random.nextInt((int) (end - start) / 4 + 1);
            };
        }

        private void readQueue(long offset) {
            long endBefore = queue.highWatermark();
            try {
                long expected = offset;
                for (RecordBatch batch : fetch(queue, offset)) {
                    RecordCursor record = batch.records();
                    while (record.next()) {
                        assertThat(record.offset())
                                .as("seed %d, from %d", seed, offset)
                                .isEqualTo(expected);
                        assertThat(valueOf(record))
                                .as("seed %d, at %d", seed, expected)
                                .isEqualTo(expected);
                        expected++;
                    }
                }
                assertThat(expected > offset || offset >= endBefore)
                        .as("seed %d: at %d is something, since the end was at %d", seed, offset, endBefore)
                        .isTrue();
            } catch (OffsetOutOfRangeException outside) {
                assertThat(offset < queue.logStartOffset() || offset > endBefore)
                        .as("seed %d: %d is outside", seed, offset)
                        .isTrue();
            }
        }

        /** From an offset to the end; the last value of each key. The values of a key only grow. */
        private Map<String, Long> readTable(long from) {
            Map<String, Long> values = new HashMap<>();
            long end = table.highWatermark();
            long offset = from;
            while (offset < end) {
                long before = offset;
                for (RecordBatch batch : fetch(table, offset)) {
                    RecordCursor record = batch.records();
                    while (record.next()) {
                        if (record.offset() >= from) {
                            assertThat(valueOf(record)).as("seed %d", seed).isEqualTo(record.offset());
                            Long earlier = values.put(new String(record.key(), UTF_8), valueOf(record));
                            assertThat(earlier == null || earlier < record.offset())
                                    .as("seed %d: %d after %d", seed, record.offset(), earlier)
                                    .isTrue();
                        }
                    }
                    offset = batch.nextOffset();
                }
                assertThat(offset).as("seed %d: something follows", seed).isGreaterThan(before);
            }
            return values;
        }

        private static Iterable<RecordBatch> fetch(PartitionLog log, long offset) {
            List<RecordBatch> batches = new ArrayList<>();
            RecordBatch.iterate(log.fetch(offset, 500, IsolationLevel.READ_COMMITTED)
                            .batches())
                    .forEach(batch -> {
                        batch.ensureValid();
                        batches.add(batch);
                    });
            return batches;
        }

        private static long valueOf(RecordCursor record) {
            return Long.parseLong(new String(record.value(), UTF_8));
        }

        @Override
        public void close() {
            directory.close();
        }
    }
}
