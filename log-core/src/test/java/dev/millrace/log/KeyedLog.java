package dev.millrace.log;

import static dev.millrace.log.LogFixture.CONFIG;
import static dev.millrace.log.LogFixture.NOW;
import static dev.millrace.log.LogFixture.ORDERS;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.storage.Storage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A compacted partition of small segments, for tests: records are written {@code "key=value"}, {@code "key"} is a
 * tombstone, and {@code "=value"} has no key.
 */
final class KeyedLog implements AutoCloseable {
    static final CleanupConfig COMPACT =
            CleanupConfig.DEFAULT.withPolicy(false, true).withMinDirtyRatio(0).withDeleteRetentionMs(1_000);
    static final LogConfig SMALL = LogConfig.DEFAULT
            .withSegments(300, 1_000_000_000)
            .withIndexIntervalBytes(100)
            .withCleanup(COMPACT);

    final LogDirectory directory;
    final PartitionLog log;
    long nowMs = NOW;

    KeyedLog(Storage storage) {
        this(storage, CONFIG, SMALL);
    }

    KeyedLog(Storage storage, LogDirectoryConfig config, LogConfig partition) {
        directory = LogFixture.open(storage, config);
        PartitionLog found = directory.partition(ORDERS);
        log = found == null ? directory.create(ORDERS, partition, NOW) : found;
    }

    long put(String... records) {
        return append(batch(Compression.NONE, nowMs, records));
    }

    long append(ByteBuffer batch) {
        long offset = log.append(batch, nowMs).baseOffset();
        directory.sync();
        return offset;
    }

    static ByteBuffer batch(Compression compression, long timestampMs, String... records) {
        return build(new RecordBatchBuilder(compression, 128), timestampMs, records);
    }

    static ByteBuffer batch(long producerId, int epoch, int sequence, boolean transactional, String... records) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 128);
        builder.producer(producerId, (short) epoch, sequence, transactional);
        return build(builder, NOW, records);
    }

    private static ByteBuffer build(RecordBatchBuilder builder, long timestampMs, String... records) {
        for (String record : records) {
            int equals = record.indexOf('=');
            String key = equals < 0 ? record : record.substring(0, equals);
            builder.append(
                    timestampMs,
                    key.isEmpty() ? null : key.getBytes(UTF_8),
                    equals < 0 ? null : record.substring(equals + 1).getBytes(UTF_8),
                    new Header[0]);
        }
        return builder.build(0);
    }

    void end(long producerId, int epoch, boolean commit) {
        log.appendMarker(producerId, (short) epoch, commit, 0, nowMs);
        directory.sync();
    }

    /** Closes the active segment, so that everything so far can be compacted. */
    void roll() {
        LogConfig config = log.config();
        put("rolls=" + "x".repeat(config.segmentSizeBytes()));
    }

    /** Compacts until there is nothing more to do. */
    void compact() {
        directory.tick(nowMs);
        while (directory.compact(nowMs)) {
            // one more step
        }
    }

    List<String> read() {
        return read(IsolationLevel.READ_UNCOMMITTED);
    }

    /** {@code offset:key=value} of all records but those that made segments roll. */
    List<String> read(IsolationLevel isolation) {
        List<String> records = new ArrayList<>();
        for (Seen seen : seen(isolation)) {
            if (!"rolls".equals(seen.key())) {
                records.add(seen.offset() + ":" + seen.text());
            }
        }
        return records;
    }

    /** The last value of each key, tombstones left out. */
    Map<String, String> table(IsolationLevel isolation) {
        Map<String, String> table = new LinkedHashMap<>();
        for (Seen seen : seen(isolation)) {
            if (seen.value() == null) {
                table.remove(seen.key());
            } else if (seen.key() != null) {
                table.put(seen.key(), seen.value());
            }
        }
        return table;
    }

    record Seen(long offset, @Nullable String key, @Nullable String value, long timestampMs) {
        String text() {
            return (key == null ? "" : key) + (value == null ? "" : "=" + value);
        }
    }

    List<Seen> seen(IsolationLevel isolation) {
        return seen(log, log.logStartOffset(), isolation);
    }

    static List<Seen> seen(PartitionLog log, long from, IsolationLevel isolation) {
        List<Seen> seen = new ArrayList<>();
        long offset = from;
        while (offset < log.endOffset(isolation)) {
            FetchedBatches fetched = log.fetch(offset, 300, isolation);
            if (!fetched.batches().hasRemaining()) {
                throw new AssertionError("nothing at offset " + offset + " of " + log);
            }
            for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                batch.ensureValid();
                boolean skipped = batch.isControl()
                        || (isolation == IsolationLevel.READ_COMMITTED && isAborted(batch, fetched.aborted()));
                RecordCursor record = batch.records();
                while (record.next()) {
                    if (!skipped && record.offset() >= offset) {
                        seen.add(new Seen(
                                record.offset(), text(record.key()), text(record.value()), record.timestamp()));
                    }
                }
                offset = Math.max(offset, batch.nextOffset());
            }
        }
        return seen;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    private static boolean isAborted(RecordBatch batch, List<AbortedTransaction> aborted) {
        return batch.isTransactional()
                && aborted.stream()
                        .anyMatch(transaction -> transaction.producerId() == batch.producerId()
                                && transaction.firstOffset() <= batch.baseOffset()
                                && transaction.lastOffset() > batch.baseOffset());
    }

    /** All batches from the first offset to the end. */
    List<RecordBatch> batches() {
        List<RecordBatch> batches = new ArrayList<>();
        long offset = log.logStartOffset();
        while (offset < log.highWatermark()) {
            for (RecordBatch batch : RecordBatch.iterate(
                    log.fetch(offset, 1 << 20, IsolationLevel.READ_UNCOMMITTED).batches())) {
                batches.add(batch);
                offset = batch.nextOffset();
            }
        }
        return batches;
    }

    @Override
    public void close() {
        directory.close();
    }
}
