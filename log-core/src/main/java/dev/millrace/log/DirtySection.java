package dev.millrace.log;

import java.io.IOException;

/**
 * What of a partition could be compacted: closed segments whose records are all decided, old enough, and durable below
 * the last checkpoint, as is what decided them. Of these the clean ones come first, then the dirty ones, in which
 * compaction has not been yet.
 *
 * @param from first dirty offset
 * @param to base offset of the first segment that cannot be compacted
 * @param cleanBytes size of the clean segments
 * @param dirtyBytes size of the dirty ones
 * @param isOverdue whether a dirty record is older than {@code max.compaction.lag.ms}
 */
/*
 * Why below the checkpoint: recovery begins in the segment of the checkpoint, and with the bytes that it names;
 * everything before that it takes as it finds it, so there one run of segments is as good as another with the same
 * records. Why the decision, too: a marker that is only readable may be gone after a power cut (INTERVAL, OS), and its
 * transaction be open again; what it was to supersede must be there then.
 */
record DirtySection(long from, long to, long cleanBytes, long dirtyBytes, boolean isOverdue) {

    /** As the partition is now; with {@link CompactedPart#durableBelow()} of now, or what it may become. */
    static DirtySection of(PartitionWriter writer, long durableBelow, long nowMs) throws IOException {
        LogView view = writer.view();
        CleanupConfig cleanup = writer.config().cleanup();
        Segment[] segments = view.segments();
        long from = Math.max(writer.compacted().cleanOffset(), view.logStartOffset());
        long bound = Math.min(view.lastStableOffset(), durableBelow);
        int first = view.segmentFor(from);
        int next = first;
        long dirty = 0;
        while (next + 1 < segments.length
                && segments[next + 1].baseOffset <= bound
                && !isYoung(segments[next], cleanup.minCompactionLagMs(), nowMs)) {
            dirty += segments[next].sizeBytes();
            next++;
        }
        boolean overdue = dirty > 0 && isOverdue(segments[first], cleanup.maxCompactionLagMs(), nowMs);
        long clean = 0;
        for (int i = 0; dirty > 0 && i < first; i++) {
            clean += segments[i].sizeBytes();
        }
        return new DirtySection(from, segments[next].baseOffset, clean, dirty, overdue);
    }

    private static boolean isYoung(Segment segment, long lagMs, long nowMs) throws IOException {
        return lagMs > 0 && nowMs - segment.newestMs(nowMs) < lagMs;
    }

    private static boolean isOverdue(Segment first, long lagMs, long nowMs) throws IOException {
        return lagMs < Long.MAX_VALUE && nowMs - first.firstTimestamp() > lagMs;
    }

    boolean isMoreUrgentThan(DirtySection other) {
        return isOverdue == other.isOverdue ? dirtyRatio() > other.dirtyRatio() : isOverdue;
    }

    double dirtyRatio() {
        return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (cleanBytes + dirtyBytes);
    }

    boolean isWorthIt(CleanupConfig cleanup) {
        return dirtyBytes > 0 && (isOverdue || dirtyRatio() > cleanup.minDirtyRatio());
    }
}
