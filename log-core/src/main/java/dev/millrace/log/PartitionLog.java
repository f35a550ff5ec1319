package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One partition: a run of segments with one writer at a time and any number of readers. */
@SuppressWarnings("DoNotCallSuggester")
public final class PartitionLog {
    private final TopicPartition partition;
    private final LogConfig config;

    PartitionLog(TopicPartition partition, LogConfig config) {
        this.partition = partition;
        this.config = config;
    }

    public AppendResult append(ByteBuffer batches, long nowMs) {
        return append(batches, AppendOrigin.CLIENT, nowMs);
    }

    public AppendResult append(ByteBuffer batches, AppendOrigin origin, long nowMs) {
        throw new UnsupportedOperationException("being built");
    }

    public long appendMarker(long producerId, short epoch, boolean commit, int coordinatorEpoch, long nowMs) {
        throw new UnsupportedOperationException("being built");
    }

    public FetchedBatches fetch(long offset, int maxBytes, IsolationLevel isolation) {
        throw new UnsupportedOperationException("being built");
    }

    public TopicPartition partition() {
        return partition;
    }

    public long logStartOffset() {
        throw new UnsupportedOperationException("being built");
    }

    public long logEndOffset() {
        throw new UnsupportedOperationException("being built");
    }

    public long highWatermark() {
        throw new UnsupportedOperationException("being built");
    }

    public long lastStableOffset() {
        throw new UnsupportedOperationException("being built");
    }

    public long endOffset(IsolationLevel isolation) {
        throw new UnsupportedOperationException("being built");
    }

    public @Nullable OffsetAndTimestamp offsetForTimestamp(long timestampMs) {
        throw new UnsupportedOperationException("being built");
    }

    public void deleteRecordsBefore(long offset) {
        throw new UnsupportedOperationException("being built");
    }

    public long sizeBytes() {
        throw new UnsupportedOperationException("being built");
    }

    public LogConfig config() {
        return config;
    }

    public void configure(LogConfig newConfig) {
        throw new UnsupportedOperationException("being built");
    }

    public boolean hasOpenTransaction(long producerId) {
        throw new UnsupportedOperationException("being built");
    }

    public List<ProducerState> producers() {
        throw new UnsupportedOperationException("being built");
    }
}
