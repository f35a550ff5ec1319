package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.jspecify.annotations.Nullable;

/** Writes what is left of a run of closed segments into a temporary one, in steps. For one thread. */
final class SegmentRewrite {
    private static final int BUFFER_BYTES = 256 << 10;

    /** Synced as it grows, so that no single sync takes long. */
    private static final int SYNC_BYTES = 4 << 20;

    private final Storage storage;
    private final List<Segment> sources;
    private final SegmentSwap swap;
    private final int indexIntervalBytes;
    private final long appendedMs;
    private final Segment target;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private int next;
    private @Nullable Segment source;
    private @Nullable SegmentScanner scanner;
    private int unsyncedBytes;
    private boolean complete;

    /** By the bytes, not by the size: what a delete horizon adds may be what a record took. */
    private boolean changed;

    /** The segments, which end where the one with {@code nextBase} starts. Creates the temporary file. */
    SegmentRewrite(Storage storage, PartitionWriter writer, List<Segment> sources, long nextBase, long nowMs)
            throws IOException {
        this.storage = storage;
        this.sources = sources;
        this.swap = new SegmentSwap(sources.get(0).baseOffset, nextBase);
        this.indexIntervalBytes = writer.config().indexIntervalBytes();
        this.appendedMs = sources.stream()
                .mapToLong(each -> each.lastAppendMs(nowMs))
                .max()
                .orElse(nowMs);
        this.target = Segment.createTemporary(storage, writer.directory(), swap.firstBase());
    }

    List<Segment> sources() {
        return sources;
    }

    Segment target() {
        return target;
    }

    SegmentSwap swap() {
        return swap;
    }

    /** Whether everything is written and synced. */
    boolean isComplete() {
        return complete;
    }

    /** Whether it holds nothing but what its one source holds. */
    boolean isInVain() {
        return sources.size() == 1 && !changed;
    }

    /**
     * Rewrites some batches; returns how many bytes it read.
     *
     * @throws CorruptRecordException if a source is damaged
     */
    int step(int budgetBytes, Survivors survivors) throws IOException {
        int read = 0;
        while (read < budgetBytes && !complete) {
            RecordBatch batch = nextBatch();
            if (batch == null) {
                flush();
                target.sync(target.sizeBytes());
                complete = true;
            } else {
                read += batch.sizeBytes();
                ByteBuffer left = survivors.of(batch, isLast());
                changed = changed || left == null || !left.equals(batch.bytes());
                if (left != null) {
                    append(left);
                }
            }
        }
        return read;
    }

    private @Nullable RecordBatch nextBatch() throws IOException {
        while (true) {
            Segment reading = source;
            SegmentScanner from = scanner;
            RecordBatch batch = reading == null || from == null ? null : nextValid(reading, from);
            if (batch != null || next == sources.size()) {
                return batch;
            }
            source = sources.get(next);
            scanner = new SegmentScanner(source.file(), 0, source.sizeBytes());
            next++;
        }
    }

    /** The next batch of a segment, checked; null at its end. */
    static @Nullable RecordBatch nextValid(Segment segment, SegmentScanner scanner) throws IOException {
        long position = scanner.position();
        RecordBatch batch = scanner.next();
        if (batch == null && scanner.problem() != null) {
            throw StorageErrors.corrupt(segment.path(), position, scanner.problem());
        }
        if (batch != null) {
            try {
                batch.ensureValid();
            } catch (CorruptRecordException e) {
                throw StorageErrors.corrupt(segment.path(), position, StorageErrors.reason(e));
            }
        }
        return batch;
    }

    private boolean isLast() {
        Segment reading = source;
        SegmentScanner from = scanner;
        return next == sources.size() && reading != null && from != null && from.position() == reading.sizeBytes();
    }

    private void append(ByteBuffer batch) throws IOException {
        if (buffer.remaining() < batch.remaining()) {
            flush();
        }
        if (buffer.remaining() < batch.remaining()) {
            write(batch);
        } else {
            buffer.put(batch);
        }
    }

    private void flush() throws IOException {
        write(buffer.flip());
        buffer.clear();
    }

    private void write(ByteBuffer batches) throws IOException {
        if (batches.remaining() > Integer.MAX_VALUE - target.sizeBytes()) {
            throw new IOException("What is left of " + sources + " does not fit into one segment");
        }
        target.write(batches);
        unsyncedBytes += batches.remaining();
        for (RecordBatch batch : RecordBatch.iterate(batches)) {
            target.advance(batch, indexIntervalBytes, appendedMs);
        }
        if (unsyncedBytes >= SYNC_BYTES) {
            target.sync(target.sizeBytes());
            unsyncedBytes = 0;
        }
    }

    /** Whether a source was deleted meanwhile. */
    boolean isOutdated() {
        return sources.stream().anyMatch(Segment::isRemoved);
    }

    /** Deletes the temporary file, if it is still one. */
    void discard() throws IOException {
        target.close();
        if (storage.exists(target.path())) {
            storage.delete(target.path());
        }
    }
}
