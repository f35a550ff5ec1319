package dev.millrace.log;

import static dev.millrace.log.LogDirectoryConfig.require;

import org.apache.kafka.common.record.TimestampType;

/**
 * Settings of one partition. The names in brackets are Kafka's topic settings that mean the same.
 *
 * @param segmentSizeBytes a segment is closed before it would grow beyond this ({@code segment.bytes})
 * @param segmentAgeMs a segment is closed this long after its first append ({@code segment.ms})
 * @param indexIntervalBytes bytes of log between two entries of the sparse index ({@code index.interval.bytes})
 * @param maxMessageBytes largest batch that is accepted ({@code max.message.bytes})
 * @param timestampType whether records keep their producer's timestamp or get that of the append
 *     ({@code message.timestamp.type})
 * @param timestampBounds which of the producer's timestamps are taken ({@code message.timestamp.before.max.ms},
 *     {@code message.timestamp.after.max.ms})
 * @param retentionMs closed segments whose newest timestamp is older than this are deleted; {@code -1}: never
 *     ({@code retention.ms})
 * @param retentionBytes oldest segments beyond this size of the partition are deleted; {@code -1}: never
 *     ({@code retention.bytes})
 * @param cleanup whether retention and compaction apply at all, and when ({@code cleanup.policy} and what belongs to
 *     it)
 */
public record LogConfig(
        int segmentSizeBytes,
        long segmentAgeMs,
        int indexIntervalBytes,
        int maxMessageBytes,
        TimestampType timestampType,
        TimestampBounds timestampBounds,
        long retentionMs,
        long retentionBytes,
        CleanupConfig cleanup) {

    /**
     * 1 GB or seven days a segment, an index entry every 4 KB, batches up to 1 MB, the producer's time if it is not
     * more than an hour ahead, everything kept.
     */
    public static final LogConfig DEFAULT = new LogConfig(
            1 << 30,
            7L * 86_400_000,
            4096,
            (1 << 20) + 12,
            TimestampType.CREATE_TIME,
            TimestampBounds.DEFAULT,
            -1,
            -1,
            CleanupConfig.DEFAULT);

    /**
     * Checks that the sizes and times make sense.
     *
     * @param segmentSizeBytes at least 14
     * @param segmentAgeMs at least 1
     * @param indexIntervalBytes at least 0
     * @param maxMessageBytes at least 0
     * @param timestampType that of creation or that of the append
     * @param timestampBounds not null
     * @param retentionMs at least -1
     * @param retentionBytes at least -1
     * @param cleanup not null
     * @throws IllegalArgumentException if a setting is out of its bounds; the message names it
     */
    public LogConfig {
        require(segmentSizeBytes >= 14, "segmentSizeBytes", segmentSizeBytes, "at least 14");
        require(segmentAgeMs >= 1, "segmentAgeMs", segmentAgeMs, "at least 1");
        require(indexIntervalBytes >= 0, "indexIntervalBytes", indexIntervalBytes, "at least 0");
        require(maxMessageBytes >= 0, "maxMessageBytes", maxMessageBytes, "at least 0");
        require(retentionMs >= -1, "retentionMs", retentionMs, "-1 (keep) or more");
        require(retentionBytes >= -1, "retentionBytes", retentionBytes, "-1 (keep) or more");
        if (timestampType == TimestampType.NO_TIMESTAMP_TYPE) {
            throw new IllegalArgumentException("timestampType must be CREATE_TIME or LOG_APPEND_TIME");
        }
    }

    /**
     * The same settings with other segments.
     *
     * @param sizeBytes see {@link #segmentSizeBytes()}
     * @param ageMs see {@link #segmentAgeMs()}
     * @return the changed copy
     */
    public LogConfig withSegments(int sizeBytes, long ageMs) {
        return new LogConfig(
                sizeBytes,
                ageMs,
                indexIntervalBytes,
                maxMessageBytes,
                timestampType,
                timestampBounds,
                retentionMs,
                retentionBytes,
                cleanup);
    }

    /**
     * The same settings with another index density.
     *
     * @param intervalBytes see {@link #indexIntervalBytes()}
     * @return the changed copy
     */
    public LogConfig withIndexIntervalBytes(int intervalBytes) {
        return new LogConfig(
                segmentSizeBytes,
                segmentAgeMs,
                intervalBytes,
                maxMessageBytes,
                timestampType,
                timestampBounds,
                retentionMs,
                retentionBytes,
                cleanup);
    }

    /**
     * The same settings with another limit on batches.
     *
     * @param maxBytes see {@link #maxMessageBytes()}
     * @return the changed copy
     */
    public LogConfig withMaxMessageBytes(int maxBytes) {
        return new LogConfig(
                segmentSizeBytes,
                segmentAgeMs,
                indexIntervalBytes,
                maxBytes,
                timestampType,
                timestampBounds,
                retentionMs,
                retentionBytes,
                cleanup);
    }

    /**
     * The same settings with another meaning of timestamps.
     *
     * @param type see {@link #timestampType()}
     * @return the changed copy
     */
    public LogConfig withTimestampType(TimestampType type) {
        return new LogConfig(
                segmentSizeBytes,
                segmentAgeMs,
                indexIntervalBytes,
                maxMessageBytes,
                type,
                timestampBounds,
                retentionMs,
                retentionBytes,
                cleanup);
    }

    /**
     * The same settings with other bounds of timestamps.
     *
     * @param bounds see {@link #timestampBounds()}
     * @return the changed copy
     */
    public LogConfig withTimestampBounds(TimestampBounds bounds) {
        return new LogConfig(
                segmentSizeBytes,
                segmentAgeMs,
                indexIntervalBytes,
                maxMessageBytes,
                timestampType,
                bounds,
                retentionMs,
                retentionBytes,
                cleanup);
    }

    /**
     * The same settings with other retention.
     *
     * @param ms see {@link #retentionMs()}
     * @param bytes see {@link #retentionBytes()}
     * @return the changed copy
     */
    public LogConfig withRetention(long ms, long bytes) {
        return new LogConfig(
                segmentSizeBytes,
                segmentAgeMs,
                indexIntervalBytes,
                maxMessageBytes,
                timestampType,
                timestampBounds,
                ms,
                bytes,
                cleanup);
    }

    /**
     * The same settings with another way of cleaning up.
     *
     * @param other see {@link #cleanup()}
     * @return the changed copy
     */
    public LogConfig withCleanup(CleanupConfig other) {
        return new LogConfig(
                segmentSizeBytes,
                segmentAgeMs,
                indexIntervalBytes,
                maxMessageBytes,
                timestampType,
                timestampBounds,
                retentionMs,
                retentionBytes,
                other);
    }

    /** How old a segment gets at most: one that compaction must reach within some time has to be closed by then. */
    long rollAfterMs() {
        return cleanup.compacts() ? Math.min(segmentAgeMs, cleanup.maxCompactionLagMs()) : segmentAgeMs;
    }
}
