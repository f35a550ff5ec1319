package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import java.nio.ByteBuffer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;

/** What is asked of batches before they are judged, and what is stamped into them after. */
final class BatchChecks {
    /** One leader, this process, for ever: the epoch that batches are stamped with. */
    static final int LEADER_EPOCH = 0;

    private BatchChecks() {}

    /** Checks all batches of an append; returns the first. A batch with a producer id has to be the only one. */
    static RecordBatch check(
            ByteBuffer batches, TopicPartition partition, LogConfig config, AppendOrigin origin, long nowMs) {
        RecordBatch first = RecordBatch.at(batches, batches.position());
        check(first, partition, config, origin, nowMs);
        int position = batches.position() + first.sizeBytes();
        boolean idempotent = first.hasProducerId();
        while (position < batches.limit()) {
            RecordBatch batch = RecordBatch.at(batches, position);
            check(batch, partition, config, origin, nowMs);
            if (idempotent || batch.hasProducerId()) {
                throw new InvalidRecordException("A batch of an idempotent producer is appended alone (" + partition
                        + "): so a retry is the same batch or none");
            }
            position += batch.sizeBytes();
        }
        return first;
    }

    private static void check(
            RecordBatch batch, TopicPartition partition, LogConfig config, AppendOrigin origin, long nowMs) {
        if (batch.sizeBytes() > config.maxMessageBytes()) {
            throw new RecordTooLargeException("A batch of " + batch.sizeBytes() + " bytes for " + partition
                    + " is larger than max.message.bytes, " + config.maxMessageBytes()
                    + ". Send smaller batches or raise the topic's limit.");
        }
        if (origin == AppendOrigin.CLIENT) {
            batch.ensureValid();
        }
        if (batch.isControl()) {
            throw new InvalidRecordException("Control batches are written by the log alone (" + partition + ")");
        }
        long span = batch.lastOffset() - batch.baseOffset() + 1;
        if (batch.recordCount() <= 0 || batch.recordCount() != span) {
            throw new InvalidRecordException("A batch for " + partition + " says it has " + batch.recordCount()
                    + " records, but spans " + span + " offsets");
        }
        boolean complete = batch.hasProducerId()
                ? batch.baseSequence() >= 0 && batch.producerEpoch() >= 0
                : !batch.isTransactional();
        if (!complete) {
            throw new InvalidRecordException("A batch for " + partition + " with producer id " + batch.producerId()
                    + ", epoch " + batch.producerEpoch() + ", sequence " + batch.baseSequence()
                    + ": an idempotent batch needs all three, and a transactional one is idempotent");
        }
        if (config.cleanup().compacts()) {
            ensureKeys(batch, partition);
        }
        if (config.timestampType() == TimestampType.CREATE_TIME) {
            config.timestampBounds().ensureWithin(batch, partition, nowMs);
        }
    }

    private static void ensureKeys(RecordBatch batch, TopicPartition partition) {
        RecordCursor record = batch.records();
        while (record.next()) {
            if (record.keySize() < 0) {
                throw new InvalidRecordException("A record without a key cannot go to " + partition
                        + ": the topic is compacted (cleanup.policy), which keeps the last record of each key. Give the"
                        + " record a key, or set cleanup.policy=delete.");
            }
        }
    }

    /** Stamps offsets, and with log-append-time the time, into all batches; returns the offset after the last. */
    static long stamp(ByteBuffer batches, long baseOffset, TimestampType type, long nowMs) {
        long next = baseOffset;
        int position = batches.position();
        while (position < batches.limit()) {
            RecordBatch batch = RecordBatch.at(batches, position);
            batch.assignOffsets(next, LEADER_EPOCH);
            if (type == TimestampType.LOG_APPEND_TIME) {
                batch.assignAppendTime(nowMs);
            }
            next = batch.nextOffset();
            position += batch.sizeBytes();
        }
        return next;
    }
}
