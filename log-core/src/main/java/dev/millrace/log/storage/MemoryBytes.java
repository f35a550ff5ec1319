package dev.millrace.log.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file on the heap, in chunks, so that growing copies nothing and a stretch that was never written
 * costs nothing. Guarded by its own monitor.
 */
final class MemoryBytes {
    private static final int CHUNK_BITS = 16;
    private static final int CHUNK_BYTES = 1 << CHUNK_BITS;

    private byte[] @Nullable [] chunks = new byte[4][];
    private long sizeBytes;

    synchronized long size() {
        return sizeBytes;
    }

    synchronized int read(ByteBuffer target, long position) {
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= sizeBytes) {
            return -1;
        }
        int total = (int) Math.min(target.remaining(), sizeBytes - position);
        int done = 0;
        while (done < total) {
            int chunk = (int) ((position + done) >> CHUNK_BITS);
            int start = (int) ((position + done) & (CHUNK_BYTES - 1));
            int length = Math.min(total - done, CHUNK_BYTES - start);
            byte[] bytes = chunk < chunks.length ? chunks[chunk] : null;
            target.put(bytes == null ? ZEROS : bytes, start, length);
            done += length;
        }
        return total;
    }

    synchronized void write(ByteBuffer source, long position) {
        long at = position;
        while (source.hasRemaining()) {
            int start = (int) (at & (CHUNK_BYTES - 1));
            int length = Math.min(source.remaining(), CHUNK_BYTES - start);
            source.get(chunk((int) (at >> CHUNK_BITS)), start, length);
            at += length;
        }
        sizeBytes = Math.max(sizeBytes, at);
    }

    synchronized void truncate(long newSizeBytes) {
        if (newSizeBytes >= sizeBytes) {
            return;
        }
        sizeBytes = newSizeBytes;
        // What lies beyond the end must read as zeros should the file grow over it again.
        int last = (int) (newSizeBytes >> CHUNK_BITS);
        for (int i = last + 1; i < chunks.length; i++) {
            chunks[i] = null;
        }
        byte[] partial = last < chunks.length ? chunks[last] : null;
        if (partial != null) {
            Arrays.fill(partial, (int) (newSizeBytes & (CHUNK_BYTES - 1)), CHUNK_BYTES, (byte) 0);
        }
    }

    synchronized MemoryBytes copy() {
        MemoryBytes copy = new MemoryBytes();
        copy.sizeBytes = sizeBytes;
        copy.chunks = new byte[chunks.length][];
        for (int i = 0; i < chunks.length; i++) {
            byte[] bytes = chunks[i];
            copy.chunks[i] = bytes == null ? null : bytes.clone();
        }
        return copy;
    }

    private byte[] chunk(int index) {
        if (index >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(index + 1, chunks.length * 2));
        }
        byte[] bytes = chunks[index];
        if (bytes == null) {
            bytes = new byte[CHUNK_BYTES];
            chunks[index] = bytes;
        }
        return bytes;
    }

    private static final byte[] ZEROS = new byte[CHUNK_BYTES];
}
