package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.RecordBatchBuilder;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One producer's side of a partition: the batch that is being filled, and the sequence of the next one. */
final class OutgoingPartition {

    private static final int INITIAL_BUILDER_BYTES = 512;

    final PartitionLog log;
    final TopicPartition partition;
    final RecordBatchBuilder builder;

    /** Null while the builder is empty. */
    @Nullable
    SendBatch batch;

    /** When the batch got its first record. */
    long openedMs;

    /** Sequence of the next record, for the present producer epoch. */
    int nextSequence;

    /** Whether the open transaction covers this partition. */
    boolean inTransaction;

    /** Hears what was shipped, to choose the next partition for records without a key. */
    final StickyPartition sticky;

    OutgoingPartition(PartitionLog log, StickyPartition sticky, ProducerSettings settings) {
        this.log = log;
        this.partition = log.partition();
        this.sticky = sticky;
        int limit = Math.min(settings.batchSizeBytes, log.config().maxMessageBytes());
        this.builder = new RecordBatchBuilder(
                settings.compression, settings.compressionLevel, Math.min(INITIAL_BUILDER_BYTES, limit), limit);
    }

    /** Moves the sequence on; it wraps from 2^31-1 to 0. */
    void sent(int recordCount) {
        nextSequence = (nextSequence + recordCount) & Integer.MAX_VALUE;
    }
}
