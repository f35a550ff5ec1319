package dev.millrace.log;

import java.util.Arrays;
import org.apache.kafka.common.IsolationLevel;

/**
 * The bounds of a partition at one moment. Never changed, only replaced: a reader takes it once and cannot see one
 * bound of before and another of after.
 *
 * @param segments in order, at least one; the last is the one that is appended to
 * @param logStartOffset first offset
 * @param logEndOffset offset that the next record gets
 * @param highWatermark first offset that is not committed
 * @param lastStableOffset first offset that a read_committed reader may not see, at most the high watermark
 * @param aborted aborted transactions by marker offset
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LogView(
        Segment[] segments,
        long logStartOffset,
        long logEndOffset,
        long highWatermark,
        long lastStableOffset,
        AbortedTransaction[] aborted) {

    LogView {
        if (lastStableOffset > highWatermark || highWatermark > logEndOffset) {
            throw new IllegalStateException("last stable offset " + lastStableOffset + ", high watermark "
                    + highWatermark + ", end " + logEndOffset + ": not in this order");
        }
    }

    Segment active() {
        return segments[segments.length - 1];
    }

    long endOffset(IsolationLevel isolation) {
        return isolation == IsolationLevel.READ_COMMITTED ? lastStableOffset : highWatermark;
    }

    /** Index of the segment that holds an offset, or would. */
    int segmentFor(long offset) {
        int low = 0;
        int high = segments.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments[middle].baseOffset <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Whether an offset lies in the first segment, and will whatever is appended. */
    boolean isInFirstSegment(long offset) {
        return offset < (segments.length == 1 ? logEndOffset : segments[1].baseOffset);
    }

    /** Whether segments of it were deleted, so that there is a newer view. */
    boolean isOutdated() {
        return Arrays.stream(segments).anyMatch(Segment::isRemoved);
    }

    /** Base offsets of the segments. */
    long[] bases() {
        return Arrays.stream(segments).mapToLong(segment -> segment.baseOffset).toArray();
    }

    long sizeBytes() {
        long size = 0;
        for (Segment segment : segments) {
            size += segment.sizeBytes();
        }
        return size;
    }
}
