package dev.millrace.transaction;

import dev.millrace.log.AppendOrigin;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records events in a partition of the internal topic and reads them back. */
/*
 * The topic is not compacted. Once enough was appended, the whole state is written at its end (a snapshot); when that
 * is durable, which the high watermark tells, everything before it goes. In between both are there, and reading both
 * gives the same state, because every record holds a whole value.
 */
final class TransactionLog {
    private static final int READ_BYTES = 1 << 20;
    private static final int BATCH_BYTES = 1 << 19;
    private static final Header[] NO_HEADERS = new Header[0];
    private static final long NO_SNAPSHOT = -1;

    private final PartitionLog log;
    private final long snapshotBytes;
    private final RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 1024, BATCH_BYTES);

    private long bytesSinceSnapshot;
    private volatile long snapshotStart = NO_SNAPSHOT;
    private long snapshotEnd;

    TransactionLog(PartitionLog log, long snapshotBytes) {
        this.log = log;
        this.snapshotBytes = snapshotBytes;
    }

    /** Reads every event that is there. */
    void readAll(Consumer<TransactionEvent> replay) {
        long offset = log.logStartOffset();
        long end = log.highWatermark();
        while (offset < end) {
            FetchedBatches fetched = log.fetch(offset, READ_BYTES, IsolationLevel.READ_UNCOMMITTED);
            long before = offset;
            for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                RecordCursor records = batch.records();
                while (records.next()) {
                    replay.accept(TransactionLogFormat.read(records.keyView(), records.valueView()));
                }
                offset = batch.nextOffset();
                bytesSinceSnapshot += batch.sizeBytes();
            }
            if (offset == before) {
                throw new CorruptRecordException("The transaction log " + log.partition() + " ends at offset " + offset
                        + ", but offsets up to " + end + " were promised");
            }
        }
    }

    /**
     * Appends one event as {@link TransactionLogFormat} writes it; it is durable after the next sync of the directory.
     */
    void append(byte[] key, byte @Nullable [] value, long nowMs) {
        builder.reset();
        builder.append(nowMs, key, value, NO_HEADERS);
        flush(nowMs);
    }

    /** Whether a snapshot is due or one that was written has become durable: time for the next step. */
    boolean needsCompaction() {
        return snapshotStart == NO_SNAPSHOT ? bytesSinceSnapshot >= snapshotBytes : log.highWatermark() >= snapshotEnd;
    }

    /** Whether a snapshot was written and what is before it is still there. */
    boolean hasSnapshot() {
        return snapshotStart != NO_SNAPSHOT;
    }

    /**
     * Deletes what is before the snapshot, which has become durable. Unlike the others this may overlap with an append.
     */
    void deleteBeforeSnapshot() {
        log.deleteRecordsBefore(snapshotStart);
        snapshotStart = NO_SNAPSHOT;
    }

    /** Writes the whole state, as far as it is this log's, at its end. */
    void writeSnapshot(long reservedProducerIds, List<TransactionEntry> entries, long nowMs) {
        long start = log.logEndOffset();
        builder.reset();
        add(new TransactionEvent.ProducerIdsReserved(reservedProducerIds), nowMs);
        for (TransactionEntry entry : entries) {
            TransactionEvent event = new TransactionEvent.Changed(entry);
            if (!add(event, nowMs)) {
                flush(nowMs);
                builder.reset();
                add(event, nowMs);
            }
        }
        flush(nowMs);
        snapshotStart = start;
        snapshotEnd = log.logEndOffset();
        bytesSinceSnapshot = 0;
    }

    private boolean add(TransactionEvent event, long nowMs) {
        return builder.append(nowMs, TransactionLogFormat.key(event), TransactionLogFormat.value(event), NO_HEADERS);
    }

    private void flush(long nowMs) {
        bytesSinceSnapshot += builder.estimatedSizeBytes();
        log.append(builder.build(0), AppendOrigin.INTERNAL, nowMs);
    }
}
