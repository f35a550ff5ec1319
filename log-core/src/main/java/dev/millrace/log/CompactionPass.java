package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * One pass of compaction over one partition, in steps: first the newest offset of each dirty key ({@link DirtyKeys}),
 * then, group by group from the oldest, segments are rewritten ({@link SegmentRewrite}) and swapped
 * ({@link SegmentSwap}). For one thread at a time.
 */
/*
 * Groups are small closed segments that fit into one. A segment may be deleted at any moment: then the group is made
 * anew from what is there. The order matters: what an older record said is gone before the tombstone that says so, and
 * data before its marker.
 */
final class CompactionPass {
    private final Storage storage;
    private final PartitionWriter writer;
    private final Lock maintenance;
    private final long nowMs;
    private final DirtyKeys keys;
    private final Survivors survivors;

    /** Everything before this segment was rewritten. */
    private long rewritten;

    private @Nullable SegmentRewrite rewrite;
    private boolean done;
    private long bytesBefore;
    private long bytesAfter;

    CompactionPass(
            Storage storage,
            PartitionWriter writer,
            Lock maintenance,
            DirtySection section,
            CompactorConfig config,
            SipHash hash,
            long nowMs) {
        this.storage = storage;
        this.writer = writer;
        this.maintenance = maintenance;
        this.nowMs = nowMs;
        long records = section.to() - section.from();
        OffsetMap newest = new OffsetMap((int) Math.min(records, OffsetMap.capacityOf(config.mapBytes())));
        AbortedRanges aborted = new AbortedRanges(writer.view().aborted());
        this.keys = new DirtyKeys(writer, section, aborted, newest, hash);
        this.survivors = new Survivors(
                newest,
                hash,
                aborted,
                writer.compacted().lastOfProducers(),
                writer.config().cleanup().deleteRetentionMs(),
                nowMs);
    }

    PartitionWriter writer() {
        return writer;
    }

    boolean isDone() {
        return done;
    }

    /** Reads so much, give or take a batch, and swaps once at most. */
    void step(int budgetBytes) throws IOException {
        int left = budgetBytes - keys.step(budgetBytes);
        if (!keys.isComplete()) {
            return;
        }
        survivors.coveredTo(keys.end());
        if (rewrite == null) {
            beginRewrite();
        }
        SegmentRewrite current = rewrite;
        if (current != null) {
            step(current, Math.max(1, left));
        }
    }

    private void step(SegmentRewrite current, int budgetBytes) throws IOException {
        try {
            current.step(budgetBytes, survivors);
        } catch (IOException e) {
            if (!current.isOutdated()) {
                throw e;
            }
            discard();
            return;
        }
        if (current.isComplete()) {
            finish(current);
        }
    }

    private void beginRewrite() throws IOException {
        maintenance.lock(); // a file that is created while the partition is being deleted would stay
        try {
            List<Segment> group = new ArrayList<>();
            long nextBase = nextGroup(group);
            if (!writer.isInUse()) {
                done = true;
            } else if (group.isEmpty()) {
                writer.compacted().completeTo(keys.end());
                done = true;
            } else {
                rewrite = new SegmentRewrite(storage, writer, group, nextBase, nowMs);
            }
        } finally {
            maintenance.unlock();
        }
    }

    /** Fills in the segments to be rewritten next; returns the base offset of the one after them. */
    private long nextGroup(List<Segment> group) {
        Segment[] segments = writer.view().segments();
        long limit = writer.config().segmentSizeBytes();
        long size = 0;
        long end = rewritten;
        for (int i = 0; i + 1 < segments.length && segments[i].baseOffset < keys.end(); i++) {
            if (segments[i].baseOffset < rewritten) {
                continue;
            }
            long next = segments[i + 1].baseOffset;
            size += segments[i].sizeBytes();
            boolean tooMuch = !group.isEmpty() && (size > limit || next - group.get(0).baseOffset > Integer.MAX_VALUE);
            if (tooMuch) {
                break;
            }
            group.add(segments[i]);
            end = next;
        }
        return end;
    }

    private void finish(SegmentRewrite complete) throws IOException {
        for (Segment source : complete.sources()) {
            bytesBefore += source.sizeBytes();
        }
        bytesAfter += complete.target().sizeBytes();
        boolean swapped = false;
        if (!complete.isInVain()) {
            maintenance.lock();
            try {
                swapped = writer.isInUse() && !complete.isOutdated();
                if (swapped) {
                    complete.swap().perform(storage, writer, complete.sources(), complete.target());
                }
            } finally {
                maintenance.unlock();
            }
        }
        rewritten = complete.swap().nextBase();
        if (swapped) {
            rewrite = null;
        } else {
            discard();
        }
    }

    /** Gives up what was not swapped: the segments are as they were. */
    void discard() throws IOException {
        SegmentRewrite current = rewrite;
        rewrite = null;
        if (current != null) {
            current.discard();
        }
    }

    @Override
    public String toString() {
        return writer.partition() + " below offset " + keys.end() + ": " + survivors.recordsLeft() + " of "
                + survivors.recordsSeen() + " records and " + bytesAfter + " of " + bytesBefore + " bytes are left";
    }
}
