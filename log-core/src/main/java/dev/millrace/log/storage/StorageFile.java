package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file. Positions are arguments, so several threads may read and write it at once; writes to overlapping
 * ranges are for the caller to order.
 *
 * <p>After {@link #close()} every method throws {@link IOException}.
 */
public interface StorageFile extends AutoCloseable {
    /**
     * The size of the file.
     *
     * @return the size in bytes
     * @throws IOException if the storage fails
     */
    long size() throws IOException;

    /**
     * Reads until the target is full or the file ends.
     *
     * @param target takes the bytes at its position, which moves along
     * @param position where in the file to start, in bytes
     * @return the number of bytes read; {@code -1} if the position is at or beyond the end of the file and the target
     *     has room
     * @throws IOException if the storage fails
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Writes all that remains in the source. Writing beyond the end of the file grows it; a gap reads as zeros.
     *
     * @param source the bytes from its position to its limit; its position moves along
     * @param position where in the file to start, in bytes
     * @throws IOException if not everything could be written. The source's position then tells how much was; the bytes
     *     after that may have been written in part
     */
    void write(ByteBuffer source, long position) throws IOException;

    /**
     * Cuts the file; does nothing if it is shorter already.
     *
     * @param sizeBytes the new size in bytes
     * @throws IOException if the storage fails
     */
    void truncate(long sizeBytes) throws IOException;

    /**
     * Makes the bytes and the size durable (fdatasync).
     *
     * @throws IOException if the storage fails. What was written since the last sync may then be lost although reads
     *     still show it, and a later sync that succeeds proves nothing: give the file up
     */
    void sync() throws IOException;

    /**
     * Closes the file without syncing it. Closing again does nothing.
     *
     * @throws IOException if the storage fails
     */
    @Override
    void close() throws IOException;
}
