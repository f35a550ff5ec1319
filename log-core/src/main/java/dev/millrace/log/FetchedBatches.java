package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What one fetch gives, and the bounds it was bounded by: all taken from one snapshot.
 *
 * @param batches whole batches, from position to limit; the first one holds the offset asked for, which may be inside
 *     it, or is the next one after it. Empty if there is nothing to read yet. The bytes belong to the caller
 * @param logStartOffset first offset of the partition
 * @param highWatermark first offset that is not readable yet
 * @param lastStableOffset first offset that a read_committed reader may not read yet
 * @param aborted read_committed: the aborted transactions that touch the batches, by their marker's offset; else empty
 */
public record FetchedBatches(
        ByteBuffer batches,
        long logStartOffset,
        long highWatermark,
        long lastStableOffset,
        List<AbortedTransaction> aborted) {}
