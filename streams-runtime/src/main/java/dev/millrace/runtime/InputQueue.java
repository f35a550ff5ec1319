package dev.millrace.runtime;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.FailOnInvalidTimestamp;
import dev.millrace.streams.processor.TimestampExtractor;
import dev.millrace.streams.processor.api.Record;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records of one input partition that were fetched and not yet processed.
 *
 * <p>Only the head is deserialised, because only its timestamp takes part in choosing what comes next. The lists that
 * {@code poll} returned are kept as they are. Records that cannot be read or have no usable timestamp are dropped here,
 * as {@link Failures} decides.
 */
final class InputQueue {

    private final TopicPartition partition;
    private final SourceOperator source;
    private final Failures failures;
    private final boolean plainTimestamps;
    private final TopicTraffic traffic;
    private final ArrayDeque<List<ConsumerRecord<byte[], byte[]>>> batches = new ArrayDeque<>();
    private @Nullable List<ConsumerRecord<byte[], byte[]>> batch;
    private int next;
    private int size;

    private @Nullable ConsumerRecord<byte[], byte[]> head;
    private @Nullable Object headKey;
    private @Nullable Object headValue;
    private long headTimestampMs;

    private long partitionTimeMs = -1;
    private boolean moved;
    private long processed;
    private boolean throttled;
    private boolean moreExpected;

    InputQueue(TopicPartition partition, SourceOperator source, Failures failures) {
        this.partition = partition;
        this.source = source;
        this.failures = failures;
        this.traffic = new TopicTraffic(partition.topic());
        this.plainTimestamps = source.timestampExtractor.getClass() == FailOnInvalidTimestamp.class;
    }

    TopicPartition partition() {
        return partition;
    }

    SourceOperator source() {
        return source;
    }

    /** Records waiting, the head included. */
    int size() {
        return size + (head == null ? 0 : 1);
    }

    boolean isEmpty() {
        return head == null;
    }

    /** Highest timestamp taken from this partition; -1 before the first. */
    long partitionTimeMs() {
        return partitionTimeMs;
    }

    /** Continues a partition whose time was committed by an earlier owner. */
    void partitionTimeMs(long timeMs) {
        partitionTimeMs = timeMs;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return;
        }
        batches.add(records);
        size += records.size();
        if (head == null) {
            readNext();
        }
    }

    /** Timestamp of the head; only when not {@link #isEmpty()}. */
    long headTimestampMs() {
        return headTimestampMs;
    }

    /** Offset of the head, or -1 if there is none. */
    long headOffset() {
        ConsumerRecord<byte[], byte[]> record = head;
        return record == null ? -1 : record.offset();
    }

    /** The head as it was fetched; only when not {@link #isEmpty()}. */
    ConsumerRecord<byte[], byte[]> head() {
        ConsumerRecord<byte[], byte[]> record = head;
        if (record == null) {
            throw new IllegalStateException("The queue of " + partition + " is empty");
        }
        return record;
    }

    /** The head as a record for the operators; only when not {@link #isEmpty()}. */
    Record<Object, Object> headRecord() {
        return new Record<>(headKey, headValue, headTimestampMs, head().headers());
    }

    /** The head was processed: makes the next readable record the head. */
    void advance() {
        partitionTimeMs = Math.max(partitionTimeMs, headTimestampMs);
        moved = true;
        processed++;
        readNext();
    }

    /** Records processed since the task was opened. */
    long processed() {
        return processed;
    }

    /** What was taken from the queue since then, and what that amounts to. */
    TopicTraffic traffic() {
        return traffic;
    }

    /** Whether a record was processed or dropped since the last commit. */
    boolean moved() {
        return moved;
    }

    void committed() {
        moved = false;
    }

    /** Whether, as of the last poll, the log holds more of the partition than was fetched. */
    boolean isMoreExpected() {
        return moreExpected;
    }

    void moreExpected(boolean on) {
        moreExpected = on;
    }

    /** Whether the partition is paused because the queue is full. */
    boolean isThrottled() {
        return throttled;
    }

    void throttled(boolean on) {
        throttled = on;
    }

    void clear() {
        batches.clear();
        batch = null;
        next = 0;
        size = 0;
        head = null;
        headKey = null;
        headValue = null;
        throttled = false;
    }

    private void readNext() {
        head = null;
        while (size > 0) {
            ConsumerRecord<byte[], byte[]> candidate = nextRaw();
            size--;
            traffic.add(candidate.serializedKeySize(), candidate.serializedValueSize(), candidate.headers());
            if (read(candidate)) {
                head = candidate;
                return;
            }
            moved = true;
        }
    }

    private ConsumerRecord<byte[], byte[]> nextRaw() {
        List<ConsumerRecord<byte[], byte[]>> current = batch;
        if (current == null || next == current.size()) {
            current = batches.remove();
            batch = current;
            next = 0;
        }
        return current.get(next++);
    }

    private boolean read(ConsumerRecord<byte[], byte[]> raw) {
        try {
            headKey = source.keyDeserializer.deserialize(raw.topic(), raw.headers(), raw.key());
            headValue = source.valueDeserializer.deserialize(raw.topic(), raw.headers(), raw.value());
        } catch (RuntimeException e) {
            failures.deserialization(source.name(), raw, e);
            return false;
        }
        headTimestampMs = plainTimestamps && raw.timestamp() >= 0 ? raw.timestamp() : extractedTimestampMs(raw);
        if (headTimestampMs < 0) {
            failures.dropped(Failures.Origin.of(raw), "its timestamp " + headTimestampMs + " is negative");
            return false;
        }
        return true;
    }

    private long extractedTimestampMs(ConsumerRecord<byte[], byte[]> raw) {
        TimestampExtractor extractor = source.timestampExtractor;
        try {
            return extractor.extract(deserialised(raw), partitionTimeMs);
        } catch (StreamsException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StreamsException(
                    "Timestamp extractor " + extractor.getClass().getName() + " failed on " + partition + " at offset "
                            + raw.offset() + ": " + e,
                    e);
        }
    }

    private ConsumerRecord<Object, Object> deserialised(ConsumerRecord<byte[], byte[]> raw) {
        return new ConsumerRecord<>(
                raw.topic(),
                raw.partition(),
                raw.offset(),
                raw.timestamp(),
                raw.timestampType(),
                raw.serializedKeySize(),
                raw.serializedValueSize(),
                headKey,
                headValue,
                raw.headers(),
                raw.leaderEpoch());
    }
}
