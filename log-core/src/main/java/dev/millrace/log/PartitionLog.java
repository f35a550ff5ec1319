package dev.millrace.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * One partition: a run of segments with one writer at a time and any number of readers.
 *
 * <p>What is appended gets its offset at once and becomes readable with the next {@link LogDirectory#sync()}, which
 * raises the {@linkplain #highWatermark() high watermark}. Nobody reads beyond that, so nobody reads what a crash may
 * take back.
 *
 * <p>Any thread may call any method. Appends wait for each other; reads wait for nobody. The times are milliseconds
 * since 1970.
 *
 * <p>If a write or a sync fails, the partition takes no more appends until the process starts again: every one throws
 * {@link KafkaStorageException} that names the file and the cause. Only a full disk is taken for passing: the append
 * fails as a whole, and the next one may succeed. What is readable stays readable.
 */
public final class PartitionLog {
    private final LogDirectory home;
    private final TopicPartition partition;

    /** Null if the partition could not be opened; then there is a failure. */
    private final @Nullable PartitionWriter writer;

    private final LogConfig configAtOpen;
    private final @Nullable KafkaStorageException failure;

    PartitionLog(LogDirectory home, PartitionWriter writer) {
        this.home = home;
        this.partition = writer.partition();
        this.writer = writer;
        this.configAtOpen = writer.config();
        this.failure = null;
    }

    /** A partition that could not be opened: every use of it fails. */
    PartitionLog(LogDirectory home, TopicPartition partition, LogConfig config, KafkaStorageException failure) {
        this.home = home;
        this.partition = partition;
        this.writer = null;
        this.configAtOpen = config;
        this.failure = failure;
    }

    private PartitionWriter writer() {
        PartitionWriter open = writer;
        if (open == null) {
            throw new KafkaStorageException(
                    failure == null ? partition + " is not open" : failure.getMessage(), failure);
        }
        return open;
    }

    /**
     * Whether the partition could be opened. If not, every use of it fails and says why, but for its deletion.
     *
     * @return whether it can be used
     */
    public boolean isOpen() {
        return writer != null;
    }

    @Nullable
    PartitionWriter writerIfOpen() {
        return writer;
    }

    /**
     * Appends batches that came from outside ({@link AppendOrigin#CLIENT}).
     *
     * @param batches see {@link #append(ByteBuffer, AppendOrigin, long)}
     * @param nowMs the time
     * @return the offsets
     */
    public AppendResult append(ByteBuffer batches, long nowMs) {
        return append(batches, AppendOrigin.CLIENT, nowMs);
    }

    /**
     * Appends batches, all or none.
     *
     * @param batches whole batches from position to limit; one only, if it has a producer id. The offsets (and with
     *     log-append-time the timestamps) are stamped into these very bytes; position and limit stay
     * @param origin what has to be checked
     * @param nowMs the time
     * @return the offsets; if the batch is the retry of one of its producer's last five, those of the first time
     * @throws org.apache.kafka.common.errors.OutOfOrderSequenceException if a batch of this producer before it is
     *     missing
     * @throws org.apache.kafka.common.errors.InvalidProducerEpochException if the producer was fenced
     * @throws org.apache.kafka.common.errors.InvalidTxnStateException if the producer has another transaction open here
     * @throws org.apache.kafka.common.errors.CorruptRecordException if a checksum or a length is wrong
     * @throws org.apache.kafka.common.InvalidRecordException if a batch is none that a producer may send
     * @throws org.apache.kafka.common.errors.RecordTooLargeException if a batch is larger than
     *     {@link LogConfig#maxMessageBytes()}
     * @throws org.apache.kafka.common.errors.InvalidTimestampException if a record is older or newer than
     *     {@link LogConfig#timestampBounds()} allow
     * @throws UnknownTopicOrPartitionException if the partition was deleted
     * @throws KafkaStorageException if it could not be written
     */
    public AppendResult append(ByteBuffer batches, AppendOrigin origin, long nowMs) {
        home.makeRoom(nowMs);
        return writer().append(batches, origin, nowMs);
    }

    /**
     * Ends a producer's transaction in this partition. Asking again with the same epoch is harmless. A marker is also
     * written if the transaction has nothing here: its epoch keeps late batches out.
     *
     * @param producerId whose transaction
     * @param epoch the producer's epoch from here on; batches with a lower one are refused
     * @param commit whether it is committed; else it is aborted
     * @param coordinatorEpoch the epoch of the coordinator that decided
     * @param nowMs the time
     * @return offset of the marker
     * @throws org.apache.kafka.common.errors.InvalidProducerEpochException if the producer has a higher epoch by now
     * @throws org.apache.kafka.common.errors.TransactionCoordinatorFencedException if a newer coordinator took over
     * @throws UnknownTopicOrPartitionException if the partition was deleted
     * @throws KafkaStorageException if it could not be written
     */
    public long appendMarker(long producerId, short epoch, boolean commit, int coordinatorEpoch, long nowMs) {
        home.makeRoom(nowMs);
        return writer().appendMarker(producerId, epoch, commit, coordinatorEpoch, nowMs);
    }

    /**
     * Reads batches from one segment.
     *
     * @param offset where to start: between {@link #logStartOffset()} and {@link #logEndOffset()}
     * @param maxBytes how much at most; if there is anything to read, the first batch comes whatever its size
     * @param isolation up to where: the high watermark, or the last stable offset
     * @return the batches and the bounds; no batches if nothing is there yet
     * @throws OffsetOutOfRangeException if the partition has no such offset
     * @throws org.apache.kafka.common.errors.CorruptRecordException if the bytes are damaged; the message tells where
     * @throws KafkaStorageException if the file cannot be read
     */
    public FetchedBatches fetch(long offset, int maxBytes, IsolationLevel isolation) {
        while (true) {
            LogView view = writer().view();
            if (offset < view.logStartOffset() || offset > view.logEndOffset()) {
                throw new OffsetOutOfRangeException("Offset " + offset + " of " + partition()
                        + " does not exist: it has " + view.logStartOffset() + " to " + view.logEndOffset());
            }
            try {
                return LogReader.fetch(
                        view, offset, maxBytes, isolation, writer().compacted().isGapless());
            } catch (IOException e) {
                throwUnlessRemoved(view, e);
            }
        }
    }

    /**
     * Finds the first readable record that is as new as a timestamp or newer.
     *
     * @param timestampMs the timestamp
     * @param isolation up to where: the high watermark, or the last stable offset
     * @return its offset and timestamp; null if there is none
     * @throws org.apache.kafka.common.errors.CorruptRecordException if the bytes are damaged; the message tells where
     * @throws KafkaStorageException if a file cannot be read
     */
    public @Nullable OffsetAndTimestamp offsetForTimestamp(long timestampMs, IsolationLevel isolation) {
        return find(view -> LogReader.find(view, timestampMs, isolation));
    }

    /**
     * Finds the first of the readable records that have the newest timestamp (KIP-734).
     *
     * @param isolation up to where: the high watermark, or the last stable offset
     * @return its offset and timestamp; null if there is nothing to read
     * @throws org.apache.kafka.common.errors.CorruptRecordException if the bytes are damaged; the message tells where
     * @throws KafkaStorageException if a file cannot be read
     */
    public @Nullable OffsetAndTimestamp offsetOfNewestTimestamp(IsolationLevel isolation) {
        return find(view -> LogReader.findNewest(view, isolation));
    }

    private interface Search {
        @Nullable
        OffsetAndTimestamp in(LogView view) throws IOException;
    }

    private @Nullable OffsetAndTimestamp find(Search search) {
        while (true) {
            LogView view = writer().view();
            try {
                return search.in(view);
            } catch (IOException e) {
                throwUnlessRemoved(view, e);
            }
        }
    }

    /** Passes if segments were deleted under the reader, which then takes a new view. */
    private void throwUnlessRemoved(LogView view, IOException e) {
        writer().ensureInUse();
        if (!view.isOutdated()) {
            throw StorageErrors.unreadable(writer().directory(), e);
        }
    }

    /**
     * The partition's name.
     *
     * @return topic and number
     */
    public TopicPartition partition() {
        return partition;
    }

    /**
     * The first offset.
     *
     * @return the offset
     */
    public long logStartOffset() {
        return writer().view().logStartOffset();
    }

    /**
     * The offset that the next record gets. Not yet readable up to here, see {@link #highWatermark()}.
     *
     * @return the offset
     */
    public long logEndOffset() {
        return writer().view().logEndOffset();
    }

    /**
     * The first offset that is not committed.
     *
     * @return the offset
     */
    public long highWatermark() {
        return writer().view().highWatermark();
    }

    /**
     * The first offset that may belong to a transaction whose end is not known, at most the high watermark.
     *
     * @return the offset
     */
    public long lastStableOffset() {
        return writer().view().lastStableOffset();
    }

    /**
     * Where a reader's end is.
     *
     * @param isolation what the reader may see
     * @return the high watermark, or the last stable offset
     */
    public long endOffset(IsolationLevel isolation) {
        return writer().view().endOffset(isolation);
    }

    /**
     * Deletes all records before an offset: durably, and with the files that hold nothing else.
     *
     * @param offset the new first offset, at most the high watermark; -1 means the high watermark
     * @throws OffsetOutOfRangeException if it is beyond the high watermark
     * @throws KafkaStorageException if the change could not be written
     */
    public void deleteRecordsBefore(long offset) {
        long highWatermark = highWatermark();
        long start = offset == -1 ? highWatermark : offset;
        if (start < 0 || start > highWatermark) {
            throw new OffsetOutOfRangeException("Records of " + partition() + " cannot be deleted up to offset " + start
                    + ": its high watermark is " + highWatermark);
        }
        home.deleteBefore(writer(), start);
    }

    /**
     * The size of all segments.
     *
     * @return bytes, without indexes
     */
    public long sizeBytes() {
        return writer().view().sizeBytes();
    }

    /**
     * The settings.
     *
     * @return the settings
     */
    public LogConfig config() {
        return writer == null ? configAtOpen : writer.config();
    }

    /**
     * Changes the settings, for what is appended from here on. As durable as an append.
     *
     * @param config the new settings
     * @throws KafkaStorageException if the change could not be written
     */
    public void configure(LogConfig config) {
        if (!config.equals(writer().config())) {
            try {
                writer().configure(config, CheckpointFormat.encode(new CheckpointFormat.Identity(partition(), config)));
            } catch (IOException e) {
                throw StorageErrors.fenced(writer().directory(), e);
            }
        }
    }

    /**
     * Whether a producer has written here in a transaction that has not ended.
     *
     * @param producerId the producer
     * @return whether it has
     */
    public boolean hasOpenTransaction(long producerId) {
        return writer().hasOpenTransaction(producerId);
    }

    /**
     * What is known of the producers that wrote here.
     *
     * @return one entry for each, by id; the timestamp is that of their last activity
     */
    public List<ProducerState> producers() {
        return writer().producers();
    }

    @Override
    public String toString() {
        if (writer == null) {
            return partition + " (failed)";
        }
        LogView view = writer.view();
        return partition() + " [" + view.logStartOffset() + ", " + view.highWatermark() + ", " + view.logEndOffset()
                + ")";
    }
}
