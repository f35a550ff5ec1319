package dev.millrace.log;

import static dev.millrace.log.LogDirectoryConfig.require;

/**
 * What becomes of the old records of a partition. The names in brackets are Kafka's topic settings that mean the same.
 *
 * @param deletes whether old segments are deleted, as {@link LogConfig#retentionMs()} and
 *     {@link LogConfig#retentionBytes()} say ({@code cleanup.policy=delete})
 * @param compacts whether records are removed once a newer one of the same key is there ({@code
 *     cleanup.policy=compact})
 * @param minDirtyRatio compaction starts when closed segments that were not compacted yet have more than this share of
 *     all closed bytes, 0 to 1 ({@code min.cleanable.dirty.ratio})
 * @param minCompactionLagMs records younger than this are not compacted ({@code min.compaction.lag.ms})
 * @param maxCompactionLagMs records older than this are compacted whatever their share; an active segment of this age
 *     is closed ({@code max.compaction.lag.ms})
 * @param deleteRetentionMs how long a compacted tombstone, or the marker of a transaction of which nothing is left,
 *     stays for readers that are behind ({@code delete.retention.ms})
 */
public record CleanupConfig(
        boolean deletes,
        boolean compacts,
        double minDirtyRatio,
        long minCompactionLagMs,
        long maxCompactionLagMs,
        long deleteRetentionMs) {

    /** Retention only. If compaction is switched on: at half dirty, of any age; tombstones stay for a day. */
    public static final CleanupConfig DEFAULT = new CleanupConfig(true, false, 0.5, 0, Long.MAX_VALUE, 86_400_000);

    /**
     * Checks that the ratio and the times make sense.
     *
     * @param deletes false: retention removes nothing
     * @param compacts may be true together with {@code deletes}; with neither, everything is kept
     * @param minDirtyRatio from 0 to 1, both included
     * @param minCompactionLagMs at least 0
     * @param maxCompactionLagMs at least 1
     * @param deleteRetentionMs at least 0
     * @throws IllegalArgumentException if a number is out of its bounds; the message names it
     */
    public CleanupConfig {
        if (!(minDirtyRatio >= 0 && minDirtyRatio <= 1)) {
            throw new IllegalArgumentException("minDirtyRatio is " + minDirtyRatio + ", but must be from 0 to 1");
        }
        require(minCompactionLagMs >= 0, "minCompactionLagMs", minCompactionLagMs, "at least 0");
        require(maxCompactionLagMs >= 1, "maxCompactionLagMs", maxCompactionLagMs, "at least 1");
        require(deleteRetentionMs >= 0, "deleteRetentionMs", deleteRetentionMs, "at least 0");
    }

    /**
     * The same settings with another policy.
     *
     * @param delete see {@link #deletes()}
     * @param compact see {@link #compacts()}
     * @return the changed copy
     */
    public CleanupConfig withPolicy(boolean delete, boolean compact) {
        return new CleanupConfig(
                delete, compact, minDirtyRatio, minCompactionLagMs, maxCompactionLagMs, deleteRetentionMs);
    }

    /**
     * The same settings with another share of dirty bytes.
     *
     * @param ratio see {@link #minDirtyRatio()}
     * @return the changed copy
     */
    public CleanupConfig withMinDirtyRatio(double ratio) {
        return new CleanupConfig(deletes, compacts, ratio, minCompactionLagMs, maxCompactionLagMs, deleteRetentionMs);
    }

    /**
     * The same settings with other bounds on the age of what is compacted.
     *
     * @param minMs see {@link #minCompactionLagMs()}
     * @param maxMs see {@link #maxCompactionLagMs()}
     * @return the changed copy
     */
    public CleanupConfig withCompactionLag(long minMs, long maxMs) {
        return new CleanupConfig(deletes, compacts, minDirtyRatio, minMs, maxMs, deleteRetentionMs);
    }

    /**
     * The same settings with another retention of tombstones.
     *
     * @param ms see {@link #deleteRetentionMs()}
     * @return the changed copy
     */
    public CleanupConfig withDeleteRetentionMs(long ms) {
        return new CleanupConfig(deletes, compacts, minDirtyRatio, minCompactionLagMs, maxCompactionLagMs, ms);
    }
}
