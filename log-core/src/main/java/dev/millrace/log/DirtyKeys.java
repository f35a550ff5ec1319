package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The first half of a pass: reads the dirty section, in steps, for the newest offset of each key in it, as far as the
 * map has room. What was aborted does not count. For one thread.
 */
final class DirtyKeys {
    private final PartitionWriter writer;
    private final DirtySection section;
    private final AbortedRanges aborted;
    private final OffsetMap newest;
    private final SipHash hash;

    /** From where to read next when there is no scanner. */
    private long position;

    private @Nullable Segment segment;
    private @Nullable SegmentScanner scanner;
    private boolean complete;
    private long end;

    DirtyKeys(PartitionWriter writer, DirtySection section, AbortedRanges aborted, OffsetMap newest, SipHash hash) {
        this.writer = writer;
        this.section = section;
        this.aborted = aborted;
        this.newest = newest;
        this.hash = hash;
        this.position = section.from();
        this.end = section.to();
    }

    boolean isComplete() {
        return complete;
    }

    /** Every record below this offset is in the map, or had no key, or was aborted. Known when complete. */
    long end() {
        return end;
    }

    /** Reads some batches; returns how many bytes. */
    int step(int budgetBytes) throws IOException {
        int read = 0;
        while (read < budgetBytes && !complete) {
            Segment reading = segment;
            SegmentScanner from = scanner;
            if (reading == null || from == null) {
                open();
            } else {
                try {
                    read += step(reading, from);
                } catch (IOException e) {
                    if (!reading.isRemoved()) {
                        throw e;
                    }
                    scanner = null; // deleted meanwhile: what follows is still there
                }
            }
        }
        return read;
    }

    private void open() throws IOException {
        LogView view = writer.view();
        long from = Math.max(position, view.logStartOffset());
        if (from >= section.to()) {
            complete = true;
            return;
        }
        int at = view.segmentFor(from);
        segment = view.segments()[at];
        scanner = new SegmentScanner(segment.file(), segment.positionForOffset(from), segment.sizeBytes());
        position = view.segments()[at + 1].baseOffset;
    }

    private int step(Segment reading, SegmentScanner from) throws IOException {
        RecordBatch batch = SegmentRewrite.nextValid(reading, from);
        if (batch == null) {
            scanner = null;
            return 0;
        }
        if (batch.nextOffset() > section.from() && !batch.isControl() && !aborted.contains(batch)) {
            add(batch);
        }
        return batch.sizeBytes();
    }

    private void add(RecordBatch batch) {
        RecordCursor record = batch.records();
        while (record.next()) {
            if (record.offset() >= section.from() && record.keySize() >= 0) {
                record.handKey(hash);
                if (!newest.put(hash.first(), hash.second(), record.offset())) {
                    end = record.offset();
                    complete = true;
                    return;
                }
            }
        }
    }
}
