package dev.millrace.log;

/**
 * Settings of a whole {@link LogDirectory}.
 *
 * @param flushMode what {@link LogDirectory#sync()} promises
 * @param journalFileSizeBytes size of one preallocated journal file; a batch larger than this gets a file of its own
 *     size
 * @param journalLimitBytes a checkpoint is written once this many bytes of journal wait for one; it bounds both the
 *     disk space and the time of a recovery
 * @param flushIntervalMs {@link FlushMode#INTERVAL}: how often {@link LogDirectory#tick(long)} makes the journal
 *     durable
 * @param checkpointIntervalMs how often {@link LogDirectory#tick(long)} writes a checkpoint if anything was appended
 * @param producerExpiryMs an idempotent producer is forgotten by a partition after this long without a batch or marker,
 *     unless it has a transaction open there
 * @param compactor how partitions are compacted that are to be
 */
public record LogDirectoryConfig(
        FlushMode flushMode,
        int journalFileSizeBytes,
        long journalLimitBytes,
        long flushIntervalMs,
        long checkpointIntervalMs,
        long producerExpiryMs,
        CompactorConfig compactor) {

    /**
     * Survives power cuts; journal files of 8 MB, a checkpoint at 48 MB or every minute; producers expire after a day.
     */
    public static final LogDirectoryConfig DEFAULT = new LogDirectoryConfig(
            FlushMode.COMMIT, 8 << 20, 48L << 20, 1_000, 60_000, 86_400_000, CompactorConfig.DEFAULT);

    /**
     * Checks that the sizes and times make sense.
     *
     * @param flushMode not null
     * @param journalFileSizeBytes at least 4096
     * @param journalLimitBytes at least {@code journalFileSizeBytes}
     * @param flushIntervalMs at least 1; without effect in the other modes
     * @param checkpointIntervalMs at least 1
     * @param producerExpiryMs at least 1
     * @param compactor not null
     * @throws IllegalArgumentException if a number is below its bound; the message names it
     */
    public LogDirectoryConfig {
        require(journalFileSizeBytes >= 4096, "journalFileSizeBytes", journalFileSizeBytes, "at least 4096");
        require(
                journalLimitBytes >= journalFileSizeBytes,
                "journalLimitBytes",
                journalLimitBytes,
                "at least journalFileSizeBytes (" + journalFileSizeBytes + ")");
        require(flushIntervalMs >= 1, "flushIntervalMs", flushIntervalMs, "at least 1");
        require(checkpointIntervalMs >= 1, "checkpointIntervalMs", checkpointIntervalMs, "at least 1");
        require(producerExpiryMs >= 1, "producerExpiryMs", producerExpiryMs, "at least 1");
    }

    static void require(boolean holds, String name, long value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + rule);
        }
    }

    /**
     * The same settings with another flush mode.
     *
     * @param mode the flush mode
     * @return the changed copy
     */
    public LogDirectoryConfig withFlushMode(FlushMode mode) {
        return new LogDirectoryConfig(
                mode,
                journalFileSizeBytes,
                journalLimitBytes,
                flushIntervalMs,
                checkpointIntervalMs,
                producerExpiryMs,
                compactor);
    }

    /**
     * The same settings with other journal sizes.
     *
     * @param fileSizeBytes size of one journal file
     * @param limitBytes how much journal may wait for a checkpoint
     * @return the changed copy
     */
    public LogDirectoryConfig withJournal(int fileSizeBytes, long limitBytes) {
        return new LogDirectoryConfig(
                flushMode,
                fileSizeBytes,
                limitBytes,
                flushIntervalMs,
                checkpointIntervalMs,
                producerExpiryMs,
                compactor);
    }

    /**
     * The same settings with other intervals.
     *
     * @param flushMs see {@link #flushIntervalMs()}
     * @param checkpointMs see {@link #checkpointIntervalMs()}
     * @return the changed copy
     */
    public LogDirectoryConfig withIntervals(long flushMs, long checkpointMs) {
        return new LogDirectoryConfig(
                flushMode, journalFileSizeBytes, journalLimitBytes, flushMs, checkpointMs, producerExpiryMs, compactor);
    }

    /**
     * The same settings with another expiry of producers.
     *
     * @param expiryMs see {@link #producerExpiryMs()}
     * @return the changed copy
     */
    public LogDirectoryConfig withProducerExpiryMs(long expiryMs) {
        return new LogDirectoryConfig(
                flushMode,
                journalFileSizeBytes,
                journalLimitBytes,
                flushIntervalMs,
                checkpointIntervalMs,
                expiryMs,
                compactor);
    }

    /**
     * The same settings with other settings of compaction.
     *
     * @param other see {@link #compactor()}
     * @return the changed copy
     */
    public LogDirectoryConfig withCompactor(CompactorConfig other) {
        return new LogDirectoryConfig(
                flushMode,
                journalFileSizeBytes,
                journalLimitBytes,
                flushIntervalMs,
                checkpointIntervalMs,
                producerExpiryMs,
                other);
    }
}
