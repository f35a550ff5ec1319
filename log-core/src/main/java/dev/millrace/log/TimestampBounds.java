package dev.millrace.log;

import static dev.millrace.log.LogDirectoryConfig.require;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;

/**
 * How far a producer's timestamps may be from the time of the append (KIP-937). They say what retention, segment age
 * and searches by time go by, so one record from the year 2262 would keep its segment for ever.
 *
 * @param beforeMaxMs how much older a record may be ({@code message.timestamp.before.max.ms})
 * @param afterMaxMs how much newer a record may be ({@code message.timestamp.after.max.ms})
 */
public record TimestampBounds(long beforeMaxMs, long afterMaxMs) {

    /** Any timestamp. */
    public static final TimestampBounds NONE = new TimestampBounds(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Any past, and an hour of future, as in Apache Kafka 4. */
    public static final TimestampBounds DEFAULT = new TimestampBounds(Long.MAX_VALUE, 3_600_000);

    /**
     * Checks that neither is negative.
     *
     * @param beforeMaxMs at least 0
     * @param afterMaxMs at least 0
     * @throws IllegalArgumentException if one is negative; the message names it
     */
    public TimestampBounds {
        require(beforeMaxMs >= 0, "beforeMaxMs", beforeMaxMs, "at least 0");
        require(afterMaxMs >= 0, "afterMaxMs", afterMaxMs, "at least 0");
    }

    /**
     * Throws if a record of the batch is out of bounds. A batch tells its newest timestamp, so the future costs
     * nothing.
     */
    void ensureWithin(RecordBatch batch, TopicPartition partition, long nowMs) {
        if (afterMaxMs != Long.MAX_VALUE && batch.maxTimestamp() > saturated(nowMs, afterMaxMs)) {
            throw outOfBounds(batch.maxTimestamp(), partition, nowMs);
        }
        if (beforeMaxMs == Long.MAX_VALUE) {
            return;
        }
        RecordCursor record = batch.records();
        while (record.next()) {
            if (record.timestamp() >= 0 && record.timestamp() < nowMs - beforeMaxMs) {
                throw outOfBounds(record.timestamp(), partition, nowMs);
            }
        }
    }

    private InvalidTimestampException outOfBounds(long timestampMs, TopicPartition partition, long nowMs) {
        return new InvalidTimestampException("The timestamp " + timestampMs + " of a record for " + partition
                + " is out of range: it may be from " + Math.max(0, nowMs - beforeMaxMs) + " to "
                + saturated(nowMs, afterMaxMs)
                + ". Send the right time in milliseconds, or change message.timestamp.before.max.ms and"
                + " message.timestamp.after.max.ms of the topic");
    }

    private static long saturated(long nowMs, long plusMs) {
        return plusMs > Long.MAX_VALUE - Math.max(0, nowMs) ? Long.MAX_VALUE : nowMs + plusMs;
    }
}
