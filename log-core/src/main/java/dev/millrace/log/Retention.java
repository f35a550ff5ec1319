package dev.millrace.log;

import java.io.IOException;

/** Deletes the oldest segments of a partition when they are too old or too many. */
/*
 * Only whole closed segments go, and only what is decided: nothing beyond the last stable offset. A segment is as old
 * as its newest record, and a record not newer than its append: see Segment.newestMs. By age nothing goes while the
 * clock is not believed (SteadyClock).
 */
final class Retention {
    private Retention() {}

    static void apply(PartitionLog partition, PartitionWriter writer, boolean byAge, long nowMs) {
        LogConfig config = writer.config();
        long retentionMs = byAge ? config.retentionMs() : -1;
        if (!config.cleanup().deletes() || (retentionMs < 0 && config.retentionBytes() < 0)) {
            return;
        }
        LogView view = writer.view();
        Segment[] segments = view.segments();
        long excess = config.retentionBytes() < 0 ? 0 : view.sizeBytes() - config.retentionBytes();
        long start = view.logStartOffset();
        for (int i = 0; i + 1 < segments.length; i++) {
            boolean decided = segments[i + 1].baseOffset <= view.lastStableOffset();
            boolean tooMany = excess >= segments[i].sizeBytes() && config.retentionBytes() >= 0;
            if (!decided || !(tooMany || isOld(segments[i], retentionMs, nowMs))) {
                break;
            }
            excess -= segments[i].sizeBytes();
            start = segments[i + 1].baseOffset;
        }
        if (start > view.logStartOffset()) {
            partition.deleteRecordsBefore(start);
        }
    }

    private static boolean isOld(Segment segment, long retentionMs, long nowMs) {
        try {
            return retentionMs >= 0 && nowMs - segment.newestMs(nowMs) > retentionMs;
        } catch (IOException e) {
            throw StorageErrors.unreadable(segment.path(), e);
        }
    }
}
