package dev.millrace.conformance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.log.AbortedTransaction;
import dev.millrace.log.CleanupConfig;
import dev.millrace.log.CompactorConfig;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.FlushMode;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** A log with one compacted partition of small segments, for cases that are told step by step. */
public final class CompactedLog implements AutoCloseable {
    static final TopicPartition TABLE = new TopicPartition("table", 0);
    static final String FILES = "partitions/table-0";
    private static final LogDirectoryConfig CONFIG =
            LogDirectoryConfig.DEFAULT.withJournal(8192, 24_576).withCompactor(new CompactorConfig(true, 4096, 500));
    private static final LogConfig PARTITION = LogConfig.DEFAULT
            .withSegments(600, 1_000_000)
            .withIndexIntervalBytes(100)
            .withCleanup(CleanupConfig.DEFAULT
                    .withPolicy(false, true)
                    .withMinDirtyRatio(0)
                    .withDeleteRetentionMs(0));

    final LogDirectory directory;
    final PartitionLog log;
    long nowMs = 1000;

    /** Opens it, durably made if it is not there. */
    public CompactedLog(Storage storage) throws IOException {
        this(storage, FlushMode.COMMIT);
    }

    CompactedLog(Storage storage, FlushMode mode) throws IOException {
        directory = LogDirectory.open(storage, CONFIG.withFlushMode(mode), nowMs);
        PartitionLog found = directory.partition(TABLE);
        log = found == null ? directory.create(TABLE, PARTITION, nowMs) : found;
        directory.sync();
    }

    /** Keys of all kinds: overwritten, deleted, in transactions that commit, abort or stay open. */
    public CompactedLog fill(int rounds) {
        int[] sequences = new int[2];
        for (int i = 0; i < rounds; i++) {
            put("k" + i % 4, "v" + i);
            transactional(1, 0, sequences[0]++, "t" + i % 3, "committed" + i);
            marker(1, 0, true);
            transactional(2, 0, sequences[1]++, "k" + i % 4, "aborted" + i);
            marker(2, 0, false);
            if (i % 5 == 0) {
                put("t" + i % 3, null);
            }
        }
        directory.sync();
        return this;
    }

    void put(String key, String value) {
        append(new RecordBatchBuilder(Compression.NONE, 200), key, value);
    }

    void transactional(long producer, int epoch, int sequence, String key, String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 200);
        builder.producer(producer, (short) epoch, sequence, true);
        append(builder, key, value);
    }

    private void append(RecordBatchBuilder builder, String key, String value) {
        builder.append(nowMs, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8), new Header[0]);
        log.append(builder.build(0), nowMs);
    }

    void marker(long producer, int epoch, boolean commit) {
        log.appendMarker(producer, (short) epoch, commit, 0, nowMs);
    }

    /** A checkpoint. */
    public void tick() {
        directory.tick(nowMs);
    }

    /** All that there is to be done. */
    public void compact() {
        tick();
        compactNow();
    }

    /** What failed is tried again by now. Without a checkpoint of its own. */
    public void compactAMinuteLater() {
        nowMs += 60_000;
        compactNow();
    }

    private void compactNow() {
        while (directory.compact(nowMs)) {
            // one more step
        }
    }

    /** The bytes of its segments. */
    public long sizeBytes() {
        return log.sizeBytes();
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }

    /** What each key has, for a reader of this kind: what no compaction may change. */
    Map<String, String> table(IsolationLevel isolation) {
        Map<String, String> table = new TreeMap<>();
        for (String[] record : records(isolation)) {
            if (record[2] == null) {
                table.remove(record[1]);
            } else {
                table.put(record[1], record[2]);
            }
        }
        return table;
    }

    /** What a reader of committed transactions has of each key. */
    public Map<String, String> committedTable() {
        return table(IsolationLevel.READ_COMMITTED);
    }

    /** All records as {@code offset, key, value}. */
    List<String[]> records(IsolationLevel isolation) {
        List<String[]> records = new ArrayList<>();
        long offset = log.logStartOffset();
        while (offset < log.endOffset(isolation)) {
            FetchedBatches fetched = log.fetch(offset, 400, isolation);
            for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                batch.ensureValid();
                RecordCursor record = batch.records();
                while (record.next()) {
                    if (!batch.isControl() && !isAborted(batch, fetched.aborted())) {
                        byte[] value = record.value();
                        records.add(new String[] {
                            Long.toString(record.offset()),
                            new String(record.key(), UTF_8),
                            value == null ? null : new String(value, UTF_8)
                        });
                    }
                }
                offset = batch.nextOffset();
            }
        }
        return records;
    }

    private static boolean isAborted(RecordBatch batch, List<AbortedTransaction> aborted) {
        return batch.isTransactional()
                && aborted.stream()
                        .anyMatch(one -> one.producerId() == batch.producerId()
                                && one.firstOffset() <= batch.baseOffset()
                                && batch.baseOffset() < one.lastOffset());
    }
}
