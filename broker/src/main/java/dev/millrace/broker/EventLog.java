package dev.millrace.broker;

import dev.millrace.log.FetchedBatches;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import java.nio.ByteBuffer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One of the broker's own partitions as a log of events: what is decided is appended here, and replaying all of it from
 * the start gives the state. An event is a record; the latest one of a key counts.
 *
 * <p>For one thread at a time: the owner of the state that the events make.
 */
final class EventLog {

    private static final int REPLAY_BYTES = 1 << 20;
    private static final Header[] NO_HEADERS = {};

    private final PartitionLog log;
    private final RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 512);

    EventLog(PartitionLog log) {
        this.log = log;
    }

    /** Receives a replayed log in order. */
    interface Replay {
        /**
         * A record, and its offset; {@code producerId} is -1 unless it belongs to a transaction, which {@link #marker}
         * ends.
         */
        void event(byte[] key, byte @Nullable [] value, long producerId, long offset);

        /** The end of a transaction of this producer. */
        void marker(long producerId, boolean commit);
    }

    TopicPartition partition() {
        return log.partition();
    }

    long logEndOffset() {
        return log.logEndOffset();
    }

    /** Starts a new batch of events; what an earlier attempt added and did not write is forgotten. */
    EventLog begin() {
        builder.reset();
        return this;
    }

    /** Adds an event to those that {@link #append(long)} writes. */
    void add(byte[] key, byte @Nullable [] value, long nowMs) {
        builder.append(nowMs, key, value, NO_HEADERS);
    }

    /**
     * Writes the added events as one batch: all or none of them are there after a crash. Not yet durable.
     *
     * @return the offset of the first; -1 if there are none
     */
    long append(long nowMs) {
        if (builder.recordCount() == 0) {
            return -1;
        }
        try {
            return log.append(builder.build(0), nowMs).baseOffset();
        } finally {
            builder.reset();
        }
    }

    /** Writes the added events as a part of a producer's transaction. */
    long append(long producerId, short epoch, int sequence, long nowMs) {
        builder.producer(producerId, epoch, sequence, true);
        return append(nowMs);
    }

    /** Forgets everything before the offset, because later events say the same. */
    void forgetBefore(long offset) {
        log.deleteRecordsBefore(offset);
    }

    /** Hands out everything that is there. */
    void replay(Replay target) {
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            FetchedBatches fetched = log.fetch(offset, REPLAY_BYTES, IsolationLevel.READ_UNCOMMITTED);
            ByteBuffer batches = fetched.batches();
            if (!batches.hasRemaining()) {
                return;
            }
            for (RecordBatch batch : RecordBatch.iterate(batches)) {
                batch.ensureValid();
                replay(batch, offset, target);
                offset = batch.nextOffset();
            }
        }
    }

    private void replay(RecordBatch batch, long from, Replay target) {
        if (batch.isControl()) {
            target.marker(batch.producerId(), ControlMarker.of(batch) == ControlMarker.Type.COMMIT);
            return;
        }
        long producerId = batch.isTransactional() ? batch.producerId() : -1;
        RecordCursor records = batch.records();
        while (records.next()) {
            if (records.offset() < from) {
                continue;
            }
            byte[] key = records.key();
            if (key == null) {
                throw new CorruptRecordException("The record at offset " + records.offset() + " of " + log.partition()
                        + " has no key, so it is no event of the broker");
            }
            target.event(key, records.value(), producerId, records.offset());
        }
    }
}
