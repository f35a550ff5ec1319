package dev.millrace.log;

import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Looks at a file of any size through one buffer. For one thread. */
final class FilePieces {
    private static final int PIECE_BYTES = 64 << 10;

    private final StorageFile file;
    private final long size;
    private ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
    private long pieceStart;

    /** A view on the file as long as it is now. */
    FilePieces(StorageFile file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    long size() {
        return size;
    }

    /** The bytes from a position on: so many, or fewer where the file ends; good until the next call. */
    ByteBuffer at(long position, int bytes) throws IOException {
        int wanted = (int) Math.max(0, Math.min(bytes, size - position));
        if (position < pieceStart || position + wanted > pieceStart + piece.limit()) {
            load(position, wanted);
        }
        int from = (int) (position - pieceStart);
        return piece.slice(from, wanted);
    }

    private void load(long position, int wanted) throws IOException {
        int length = (int) Math.min(size - position, Math.max(wanted, PIECE_BYTES));
        ByteBuffer target = piece.capacity() >= length ? piece : ByteBuffer.allocate(length);
        target.clear().limit(Math.max(0, length));
        while (target.hasRemaining()) {
            if (file.read(target, position + target.position()) < 0) {
                throw new IOException("The file was cut at byte " + (position + target.position())
                        + " while it was being read. Read it again.");
            }
        }
        piece = target.flip();
        pieceStart = position;
    }

    /** Adds bytes of the file to a checksum, however many. */
    void digest(CRC32C crc, long from, long length) throws IOException {
        for (long position = from; position < from + length; position += PIECE_BYTES) {
            crc.update(at(position, (int) Math.min(PIECE_BYTES, from + length - position)));
        }
    }

    /** The first byte from a position on that is not zero; the size if there is none. */
    long firstNonZero(long from) throws IOException {
        for (long position = from; position < size; position += PIECE_BYTES) {
            ByteBuffer bytes = at(position, PIECE_BYTES);
            for (int i = 0; i < bytes.limit(); i++) {
                if (bytes.get(i) != 0) {
                    return position + i;
                }
            }
        }
        return size;
    }

    /** A stream over a range; it ends where the range or the file does. */
    InputStream stream(long from, long to) {
        return new InputStream() {
            private long position = from;

            @Override
            public int read() throws IOException {
                if (position >= Math.min(to, size)) {
                    return -1;
                }
                return at(position++, 1).get() & 0xff;
            }

            @Override
            public int read(byte[] target, int at, int length) throws IOException {
                int wanted = (int) Math.min(Math.min(length, PIECE_BYTES), Math.min(to, size) - position);
                if (wanted <= 0) {
                    return length == 0 ? 0 : -1;
                }
                at(position, wanted).get(target, at, wanted);
                position += wanted;
                return wanted;
            }
        };
    }

    static String hex(int crc) {
        String digits = Integer.toHexString(crc);
        return "0".repeat(8 - digits.length()) + digits;
    }
}
