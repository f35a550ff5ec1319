package dev.millrace.log.storage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A tree of files below one root: what the log needs of a disk, and nothing else.
 *
 * <p>Paths are relative to the root, separated by {@code '/'}, without {@code "."} and {@code ".."}; the empty path is
 * the root itself. A name that was created, renamed or deleted survives a power cut only after
 * {@link #syncDirectory(String)} of the directory that holds it; the bytes of a file only after
 * {@link StorageFile#sync()}.
 *
 * <p>All methods may be called by several threads at once. After {@link #close()} every method throws
 * {@link IOException}.
 */
public interface Storage extends AutoCloseable {
    /**
     * Creates an empty file and opens it for reading and writing.
     *
     * @param path the new file; its directory must exist
     * @return the open file, to be closed by the caller
     * @throws java.nio.file.FileAlreadyExistsException if the path is taken
     * @throws java.nio.file.NoSuchFileException if the directory is absent
     * @throws IOException if the storage fails
     */
    StorageFile create(String path) throws IOException;

    /**
     * Opens a file that exists for reading and writing. A file may be open several times.
     *
     * @param path the file
     * @return the open file, to be closed by the caller
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the storage fails
     */
    StorageFile open(String path) throws IOException;

    /**
     * Tells whether a file or directory is there.
     *
     * @param path the file or directory
     * @return whether it exists
     * @throws IOException if the storage fails
     */
    boolean exists(String path) throws IOException;

    /**
     * Lists a directory.
     *
     * @param directory the directory; {@code ""} is the root
     * @return the names (not paths) of the files and directories in it, sorted; empty if the directory is absent. The
     *     lock file of {@link #lock()} is not among them
     * @throws IOException if the storage fails
     */
    List<String> list(String directory) throws IOException;

    /**
     * Creates a directory with all its parents; does nothing if it is there. To make it durable, sync the directory
     * above it.
     *
     * @param directory the directory
     * @throws IOException if the storage fails, or a file is in the way
     */
    void createDirectories(String directory) throws IOException;

    /**
     * Renames a file or a directory in one atomic step. A file at the target is replaced; open files stay open and
     * follow their bytes.
     *
     * @param from the present path
     * @param to the new path, in a directory that exists
     * @throws java.nio.file.NoSuchFileException if there is nothing at {@code from}
     * @throws IOException if the storage fails
     */
    void rename(String from, String to) throws IOException;

    /**
     * Deletes a file or an empty directory. Open files stay readable until they are closed.
     *
     * @param path the file or directory
     * @throws java.nio.file.NoSuchFileException if it is absent
     * @throws java.nio.file.DirectoryNotEmptyException if a directory is not empty
     * @throws IOException if the storage fails
     */
    void delete(String path) throws IOException;

    /**
     * Makes every create, rename and delete done in a directory durable (not in the directories below it).
     *
     * @param directory the directory; {@code ""} is the root
     * @throws IOException if the storage fails: what was done may then be durable or not
     */
    void syncDirectory(String directory) throws IOException;

    /**
     * How large the volume is that the root lies on.
     *
     * @return its size; empty if the storage cannot tell
     */
    default Optional<Space> space() {
        return Optional.empty();
    }

    /**
     * The size of a volume.
     *
     * @param totalBytes all of it
     * @param usableBytes what this process may still write
     */
    record Space(long totalBytes, long usableBytes) {}

    /**
     * Takes the root for this instance alone until {@link #close()} or the end of the process.
     *
     * @throws StorageLockedException if another process, or another instance in this one, holds it
     * @throws IOException if the storage fails
     */
    void lock() throws IOException;

    /**
     * Closes the storage, with all that files which are still open hold of the system, and gives the lock back. Closing
     * again does nothing.
     *
     * @throws IOException if the storage fails
     */
    @Override
    void close() throws IOException;
}
