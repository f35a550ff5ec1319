package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The storage on a local disk.
 *
 * <p>{@link Thread#interrupt()} does it no harm: what is under way is done to its end, and the thread keeps its
 * interrupt flag. Nor does the storage keep every file open: those that were not used of late are closed, and opened
 * again by their next use.
 */
public final class DiskStorage implements Storage {
    static final String LOCK_FILE = ".lock";

    private final Path root;
    private final OpenFiles openFiles;
    private @Nullable DirectoryLock lock;
    private volatile boolean closed;

    /**
     * Opens the storage below a directory, which is created (durably) if it is absent. Not locked yet.
     *
     * @param root the directory
     * @throws IOException if it cannot be created or is not a directory that can be written
     */
    public DiskStorage(Path root) throws IOException {
        this(root, new OpenFiles(OpenFiles.DEFAULT_LIMIT));
    }

    DiskStorage(Path root, OpenFiles openFiles) throws IOException {
        this.openFiles = openFiles;
        this.root = root.toAbsolutePath().normalize();
        try {
            DurableDirectory.create(this.root, new Directories());
        } catch (FileAlreadyExistsException e) {
            throw new IOException("Cannot use " + root + " as a log directory: it is a file. Name a directory.", e);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot create the log directory " + root + ": " + reason(e)
                            + ". Name a directory that this user may create and write.",
                    e);
        }
        if (!Files.isWritable(this.root)) {
            throw new IOException("Cannot write to the log directory " + root
                    + ". Give this user the right to write to it, or name another directory.");
        }
    }

    @Override
    public StorageFile create(String path) throws IOException {
        return new DiskFile(resolve(path), StandardOpenOption.CREATE_NEW, openFiles);
    }

    @Override
    public StorageFile open(String path) throws IOException {
        Path file = resolve(path);
        if (Files.isDirectory(file)) {
            throw new NoSuchFileException(file.toString(), null, "it is a directory");
        }
        return new DiskFile(file, StandardOpenOption.WRITE, openFiles);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return Files.exists(resolve(path));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        Path path = resolve(directory);
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !(directory.isEmpty() && name.equals(LOCK_FILE)))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        Files.createDirectories(resolve(directory));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = resolve(from);
        try {
            openFiles.rename(source, resolve(to));
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(
                    "Cannot rename " + source + " to " + to
                            + " in one step. The log directory must be one file system.",
                    e);
        }
    }

    @Override
    public void delete(String path) throws IOException {
        openFiles.delete(resolve(path));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        syncDirectory(resolve(directory));
    }

    @Override
    public synchronized void lock() throws IOException {
        Path file = resolve(LOCK_FILE);
        if (lock != null) {
            throw DirectoryLock.inUse(root, "by this very storage");
        }
        lock = DirectoryLock.acquire(root, file);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        openFiles.closeAll();
        DirectoryLock held = lock;
        lock = null;
        if (held != null) {
            held.release();
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private Path resolve(String path) throws IOException {
        if (closed) {
            throw new IOException("The storage is closed: " + root);
        }
        StoragePath.checked(path);
        return path.isEmpty() ? root : root.resolve(path);
    }

    @Override
    public Optional<Space> space() {
        try {
            FileStore volume = Files.getFileStore(root);
            return Optional.of(new Space(volume.getTotalSpace(), volume.getUsableSpace()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static final class Directories implements DurableDirectory.Disk {
        @Override
        public boolean isDirectory(Path path) {
            return Files.isDirectory(path);
        }

        @Override
        public void create(Path directory) throws IOException {
            Files.createDirectories(directory);
        }

        @Override
        public void sync(Path directory) throws IOException {
            syncDirectory(directory);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (SteadyChannel channel = SteadyChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        String type = e.getClass().getSimpleName();
        return message == null ? type : type + " " + message;
    }
}
