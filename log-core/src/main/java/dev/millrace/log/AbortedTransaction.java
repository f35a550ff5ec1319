package dev.millrace.log;

/**
 * A transaction of one producer in one partition that was aborted: a read_committed reader skips the producer's
 * transactional batches from {@code firstOffset} up to the marker.
 *
 * @param producerId whose transaction it was
 * @param firstOffset offset of its first record
 * @param lastOffset offset of its abort marker
 * @param lastStableOffset the partition's last stable offset once this transaction was decided: every transaction
 *     decided later starts at or after it, so a search may end there
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
