package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the batches of a segment file, from a batch's first byte up to an end, reading large pieces. For one
 * thread.
 */
final class SegmentScanner {
    private static final int PIECE_BYTES = 256 << 10;

    private final StorageFile file;
    private final long end;

    /** Bytes of the file from {@code bufferStart} on. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private long bufferStart;
    private long position;
    private @Nullable String problem;

    SegmentScanner(StorageFile file, long start, long end) {
        this.file = file;
        this.end = end;
        this.bufferStart = start;
        this.position = start;
    }

    /**
     * The next batch, whole but not verified; good until the next call.
     *
     * @return null at the end, or where no whole batch follows: {@link #problem()} tells
     */
    @Nullable
    RecordBatch next() throws IOException {
        if (position >= end || problem != null) {
            return null;
        }
        try {
            int size = RecordBatch.sizeAt(view(RecordBatch.PREFIX_BYTES), at());
            if (size <= 0) {
                problem = size == 0 ? "zeros" : "a torn batch header";
                return null;
            }
            if (size > end - position) {
                problem = "a batch of " + size + " bytes where only " + (end - position) + " are left";
                return null;
            }
            RecordBatch batch = RecordBatch.at(view(size), at());
            position += size;
            return batch;
        } catch (CorruptRecordException e) {
            problem = StorageErrors.reason(e);
            return null;
        }
    }

    /** Where the next batch starts; after the last one, where the valid part of the file ends. */
    long position() {
        return position;
    }

    /** What follows {@link #position()} instead of a batch; null if the end was reached or nobody asked yet. */
    @Nullable
    String problem() {
        return problem;
    }

    private int at() {
        return (int) (position - bufferStart);
    }

    /** A buffer that holds at least so many bytes from the position on, unless the end comes first. */
    private ByteBuffer view(int bytes) throws IOException {
        if (buffer.limit() - at() < bytes && bufferStart + buffer.limit() < end) {
            int size = (int) Math.min(end - position, Math.max(bytes, PIECE_BYTES));
            ByteBuffer larger = buffer.capacity() >= size ? buffer.clear() : ByteBuffer.allocate(size);
            larger.limit(size);
            file.read(larger, position);
            buffer = larger.flip();
            bufferStart = position;
        }
        return buffer;
    }
}
