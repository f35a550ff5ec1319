package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.RecordDeserializationException.DeserializationExceptionOrigin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a consumer's partitions. For the consumer's thread.
 */
/*
 * Fair in turns: of the records that one poll may return, each partition that has some gets an equal share, and what a
 * share leaves over goes to those after it; the next poll starts one partition further on. A fetch is read in pieces
 * that stay well below what a garbage collector calls large, and what a poll does not take stays for the next one.
 */
final class Fetcher<K, V> {

    private static final int PIECE_BYTES = 256 << 10;

    private final Positions positions;
    private final ConsumerSettings settings;
    private final Deserializer<K> keyDeserializer;
    private final Deserializer<V> valueDeserializer;
    private int first;

    /** What {@link #poll} found so far. */
    private Map<TopicPartition, List<ConsumerRecord<K, V>>> records = Map.of();

    private Map<TopicPartition, OffsetAndMetadata> next = Map.of();
    private int count;
    private int bytesLeft;

    private final Throttle throttle;
    private final ConsumerMetrics metrics;
    private long throttledUntilMs;

    Fetcher(
            Positions positions,
            Throttle throttle,
            ConsumerMetrics metrics,
            ConsumerSettings settings,
            Deserializer<K> keyDeserializer,
            Deserializer<V> valueDeserializer) {
        this.positions = positions;
        this.throttle = throttle;
        this.metrics = metrics;
        this.settings = settings;
        this.keyDeserializer = keyDeserializer;
        this.valueDeserializer = valueDeserializer;
    }

    /** For how long the client has used up its quota, in milliseconds: until then it is given nothing. */
    long throttledForMs(long nowMs) {
        return Math.max(0, throttledUntilMs - nowMs);
    }

    void close() {
        throttle.release();
    }

    /** Null if there is nothing to read and no position moved on. */
    @Nullable
    ConsumerRecords<K, V> poll(long nowMs) {
        if (throttledForMs(nowMs) > 0) {
            return null;
        }
        List<AssignedPartition> ready = ready();
        if (ready.isEmpty()) {
            return null;
        }
        records = new HashMap<>(ready.size() * 2);
        next = new HashMap<>(ready.size() * 2);
        count = 0;
        bytesLeft = settings.fetchBytes;
        for (int i = 0; i < ready.size() && count < settings.maxPollRecords; i++) {
            int left = settings.maxPollRecords - count;
            int share = Math.max(1, left / (ready.size() - i));
            try {
                take(ready.get(i), share);
            } catch (RuntimeException e) {
                if (count == 0) {
                    throw e;
                }
                break; // what was read before is returned first; the error comes again
            }
        }
        for (int i = 0; i < ready.size() && count < settings.maxPollRecords && bytesLeft > 0 && count > 0; i++) {
            takeMore(ready.get(i));
        }
        if (throttle.isLimited()) {
            long pauseMs = throttle.take(settings.fetchBytes - bytesLeft, nowMs);
            metrics.throttled(pauseMs);
            throttledUntilMs = nowMs + pauseMs;
        }
        return next.isEmpty() ? null : new ConsumerRecords<>(records, next);
    }

    /** The partitions with something to read, the one to begin with first. */
    private List<AssignedPartition> ready() {
        List<AssignedPartition> all = positions.all();
        List<AssignedPartition> ready = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            AssignedPartition partition = all.get((first + i) % all.size());
            if (isReady(partition)) {
                ready.add(partition);
            }
        }
        first = all.isEmpty() ? 0 : (first + 1) % all.size();
        return ready;
    }

    boolean isReady(AssignedPartition partition) {
        PartitionLog log = partition.log;
        return log != null
                && partition.hasPosition()
                && !partition.paused
                && (partition.fetch != null
                        || partition.position < log.endOffset(settings.isolation)
                        || partition.position > log.logEndOffset()
                        || partition.position < log.logStartOffset());
    }

    private void takeMore(AssignedPartition partition) {
        try {
            while (count < settings.maxPollRecords && bytesLeft > 0 && isReady(partition)) {
                long before = partition.position;
                take(partition, settings.maxPollRecords - count);
                if (partition.position == before) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            // It comes again with the next poll, once what was read is handed out.
        }
    }

    private void take(AssignedPartition partition, int share) {
        PartitionFetch fetch = partition.fetch;
        if (fetch == null) {
            fetch = fetch(partition);
            if (fetch == null) {
                return;
            }
            partition.fetch = fetch;
        }
        int before = count;
        try {
            take(partition, fetch, count + share);
        } finally {
            // Also after an error: what was taken before it is returned first.
            if (count > before || fetch.nextOffset() > partition.position) {
                partition.position = fetch.nextOffset();
                partition.leaderEpoch = fetch.leaderEpoch();
                next.put(partition.partition, new OffsetAndMetadata(partition.position, fetch.leaderEpoch(), ""));
            }
        }
    }

    private void take(AssignedPartition partition, PartitionFetch fetch, int untilCount) {
        List<ConsumerRecord<K, V>> taken = records.get(partition.partition);
        while (count < untilCount) {
            RecordCursor record = next(partition, fetch);
            if (record == null) {
                partition.fetch = null;
                return;
            }
            ConsumerRecord<K, V> made = make(partition, fetch, record);
            fetch.taken(record.offset());
            if (taken == null) {
                taken = new ArrayList<>(Math.min(untilCount - count, 64));
                records.put(partition.partition, taken);
            }
            taken.add(made);
            count++;
        }
    }

    private static @Nullable RecordCursor next(AssignedPartition partition, PartitionFetch fetch) {
        try {
            return fetch.next();
        } catch (CorruptRecordException e) {
            partition.fetch = null; // the next poll reads the bytes again, and says the same if they are the same
            throw new CorruptRecordException("Damaged data in " + partition.partition + " at or after offset "
                    + fetch.nextOffset() + "; seek past it to go on. " + e.getMessage());
        }
    }

    private @Nullable PartitionFetch fetch(AssignedPartition partition) {
        PartitionLog log = partition.log;
        if (log == null) {
            return null;
        }
        try {
            int maxBytes = Math.min(Math.min(PIECE_BYTES, settings.partitionFetchBytes), Math.max(1, bytesLeft));
            var fetched = log.fetch(partition.position, maxBytes, settings.isolation);
            ByteBuffer batches = fetched.batches();
            bytesLeft -= batches.remaining();
            return batches.hasRemaining() ? new PartitionFetch(fetched, partition.position, settings.checkCrcs) : null;
        } catch (OffsetOutOfRangeException e) {
            positions.outOfRange(partition);
            return null;
        } catch (UnknownTopicOrPartitionException deletedMeanwhile) {
            return null; // the next step sees that there is no such topic, or another
        }
    }

    private ConsumerRecord<K, V> make(AssignedPartition partition, PartitionFetch fetch, RecordCursor record) {
        TopicPartition tp = partition.partition;
        Headers headers = record.headers();
        K key = deserialize(
                keyDeserializer, DeserializationExceptionOrigin.KEY, record.key(), tp, headers, fetch, record);
        V value = deserialize(
                valueDeserializer, DeserializationExceptionOrigin.VALUE, record.value(), tp, headers, fetch, record);
        return new ConsumerRecord<>(
                tp.topic(),
                tp.partition(),
                record.offset(),
                record.timestamp(),
                fetch.timestampType(),
                record.keySize(),
                record.valueSize(),
                key,
                value,
                headers,
                fetch.leaderEpoch());
    }

    // Null is a legal key and value for Kafka's deserializers and records; their signatures do not say so.
    @SuppressWarnings("NullAway")
    private static <T> T deserialize(
            Deserializer<T> deserializer,
            DeserializationExceptionOrigin origin,
            byte @Nullable [] bytes,
            TopicPartition partition,
            Headers headers,
            PartitionFetch fetch,
            RecordCursor record) {
        if (bytes == null) {
            return null;
        }
        try {
            return deserializer.deserialize(partition.topic(), headers, bytes);
        } catch (RuntimeException e) {
            fetch.hold();
            throw new RecordDeserializationException(
                    origin,
                    partition,
                    record.offset(),
                    record.timestamp(),
                    fetch.timestampType(),
                    record.keyView(),
                    record.valueView(),
                    headers,
                    "The " + origin.name().toLowerCase(java.util.Locale.ROOT) + " at offset " + record.offset() + " of "
                            + partition + " cannot be read by "
                            + deserializer.getClass().getName()
                            + "; seek past it to go on",
                    e);
        }
    }
}
