package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A storage on the heap, for test drivers and tests: fast, and gone with the instance. Syncs do nothing.
 *
 * <p>{@link #copy()} takes a picture of everything, which a test opens as what a restarted process would find.
 */
public final class MemoryStorage implements Storage {
    /** Every file and directory but the root, by path; a directory's value is empty. */
    private final NavigableMap<String, Entry> entries = new TreeMap<>();

    private boolean locked;
    private boolean closed;

    private record Entry(@Nullable MemoryBytes bytes) {}

    private static final Entry DIRECTORY = new Entry(null);

    /** Makes an empty storage. */
    public MemoryStorage() {}

    /**
     * A picture of all files as they are now, unlocked and open, independent of this storage from here on.
     *
     * @return the copy
     */
    public synchronized MemoryStorage copy() {
        MemoryStorage copy = new MemoryStorage();
        Map<MemoryBytes, MemoryBytes> copies = new HashMap<>();
        entries.forEach((path, entry) -> {
            MemoryBytes bytes = entry.bytes();
            copy.entries.put(
                    path, bytes == null ? DIRECTORY : new Entry(copies.computeIfAbsent(bytes, MemoryBytes::copy)));
        });
        return copy;
    }

    @Override
    public synchronized StorageFile create(String path) throws IOException {
        ensureOpen();
        StoragePath.checked(path);
        if (path.isEmpty() || entries.containsKey(path)) {
            throw new FileAlreadyExistsException(path);
        }
        ensureDirectory(StoragePath.parent(path));
        MemoryBytes bytes = new MemoryBytes();
        entries.put(path, new Entry(bytes));
        return new MemoryFile(path, bytes);
    }

    @Override
    public synchronized StorageFile open(String path) throws IOException {
        ensureOpen();
        Entry entry = entries.get(StoragePath.checked(path));
        if (entry == null || entry.bytes() == null) {
            throw new NoSuchFileException(path, null, entry == null ? null : "it is a directory");
        }
        return new MemoryFile(path, entry.bytes());
    }

    @Override
    public synchronized boolean exists(String path) throws IOException {
        ensureOpen();
        return path.isEmpty() || entries.containsKey(StoragePath.checked(path));
    }

    @Override
    public synchronized List<String> list(String directory) throws IOException {
        ensureOpen();
        String prefix = prefix(StoragePath.checked(directory));
        List<String> names = new ArrayList<>();
        for (String path : below(prefix).keySet()) {
            if (path.indexOf('/', prefix.length()) < 0) {
                names.add(path.substring(prefix.length()));
            }
        }
        return names;
    }

    @Override
    public synchronized void createDirectories(String directory) throws IOException {
        ensureOpen();
        if (StoragePath.checked(directory).isEmpty()) {
            return;
        }
        createDirectories(StoragePath.parent(directory));
        Entry entry = entries.putIfAbsent(directory, DIRECTORY);
        if (entry != null && entry.bytes() != null) {
            throw new FileAlreadyExistsException(directory);
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        ensureOpen();
        Entry entry = entries.get(StoragePath.checked(from));
        if (entry == null) {
            throw new NoSuchFileException(from);
        }
        StoragePath.checked(to);
        ensureDirectory(StoragePath.parent(to));
        if (from.equals(to)) {
            return;
        }
        if (entry.bytes() == null) {
            renameDirectory(from, to);
        } else {
            Entry target = entries.get(to);
            if (target != null && target.bytes() == null) {
                throw new FileAlreadyExistsException(to, from, "a directory is in the way");
            }
            entries.remove(from);
            entries.put(to, entry);
        }
    }

    private void renameDirectory(String from, String to) throws IOException {
        if (entries.containsKey(to) || to.startsWith(prefix(from))) {
            throw new FileAlreadyExistsException(to);
        }
        Map<String, Entry> moved = new TreeMap<>(below(prefix(from)));
        entries.keySet().removeAll(moved.keySet());
        entries.remove(from);
        entries.put(to, DIRECTORY);
        moved.forEach((path, entry) -> entries.put(to + path.substring(from.length()), entry));
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        ensureOpen();
        Entry entry = entries.get(StoragePath.checked(path));
        if (entry == null) {
            throw new NoSuchFileException(path);
        }
        if (entry.bytes() == null && !below(prefix(path)).isEmpty()) {
            throw new DirectoryNotEmptyException(path);
        }
        entries.remove(path);
    }

    @Override
    public synchronized void syncDirectory(String directory) throws IOException {
        ensureOpen();
        ensureDirectory(StoragePath.checked(directory));
    }

    @Override
    public synchronized void lock() throws IOException {
        ensureOpen();
        if (locked) {
            throw new StorageLockedException("This memory storage is in use already. Close its first user before.");
        }
        locked = true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        locked = false;
    }

    private void ensureOpen() throws IOException {
        if (closed) {
            throw new IOException("The memory storage is closed");
        }
    }

    private void ensureDirectory(String directory) throws IOException {
        if (directory.isEmpty()) {
            return;
        }
        Entry entry = entries.get(directory);
        if (entry == null) {
            throw new NoSuchFileException(directory);
        }
        if (entry.bytes() != null) {
            throw new NotDirectoryException(directory);
        }
    }

    private static String prefix(String directory) {
        return directory.isEmpty() ? "" : directory + '/';
    }

    /** All paths below a directory, given with its slash: the next character after '/' bounds them. */
    private NavigableMap<String, Entry> below(String prefix) {
        return prefix.isEmpty()
                ? entries
                : entries.subMap(prefix, false, prefix.substring(0, prefix.length() - 1) + '0', false);
    }

    @Override
    public String toString() {
        return "(memory)";
    }
}
