package dev.millrace.log;

/**
 * When what was appended becomes durable: what an acknowledgement is worth. The first promises most, the last least.
 */
public enum FlushMode {
    /**
     * {@link LogDirectory#sync()} returns when everything appended before it survives a power cut: one fdatasync of the
     * shared journal, however many partitions were written. The default.
     */
    COMMIT,

    /**
     * {@link LogDirectory#sync()} hands the journal to the operating system; {@link LogDirectory#tick(long)} makes it
     * durable every {@link LogDirectoryConfig#flushIntervalMs()}. Survives the death of the process; a power cut loses
     * at most the last interval, and what is left is a prefix over all partitions.
     */
    INTERVAL,

    /**
     * No journal of batches: they are in the page cache of their segment files when append returns. Survives the death
     * of the process, not that of the machine: what a single Kafka broker gives. After a crash every partition is
     * checked batch by batch from its recovery point.
     */
    OS
}
