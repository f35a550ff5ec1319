package dev.millrace.conformance.crash;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import dev.millrace.log.storage.StorageLockedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A storage in memory that is as unkind as the rules allow. Until a file is synced, a power cut may keep any of the
 * 512-byte sectors that were written to it, each in any of its versions, and any of the sizes it had; until a directory
 * is synced, it may lose any of the names that were created, renamed or deleted there. All of it from a seed.
 *
 * <p>{@link #crash()} cuts the power and gives what a restart finds; {@link #kill()} ends the process only, so that
 * what was written stays, though not durable. {@link #cutPowerAt(long)} cuts it in the middle of an operation, which
 * then throws {@link PowerCut}. {@link #inject} fails single operations, {@link #freeBytes(long)} makes the disk full.
 *
 * <p>A sync takes the time that {@link #whileSyncing} gives it, and others may come in between. It makes durable what
 * was written before it began. If it fails, every handle on the file that was open then hears of it once: at its next
 * sync.
 */
public final class StrictStorage implements Storage {
    private final Random random;
    private final StrictTree tree;
    private final List<Injection> injections = new ArrayList<>();
    private boolean locked;
    private boolean closed;
    private boolean off;
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private long syncs;
    private long freeBytes = Long.MAX_VALUE;
    private int openFiles;
    private volatile Syncing syncing = (path, handle) -> {};

    /** What happens between the begin and the end of a sync. */
    interface Syncing {
        void pass(String path, StorageFile handle) throws IOException;
    }

    private static final class Injection {
        final Fault fault;
        final Predicate<String> where;
        int times;

        Injection(Fault fault, Predicate<String> where, int times) {
            this.fault = fault;
            this.where = where;
            this.times = times;
        }
    }

    public StrictStorage(long seed) {
        this(new Random(seed), new StrictTree());
    }

    private StrictStorage(Random random, StrictTree tree) {
        this.random = random;
        this.tree = tree;
    }

    /** Cuts the power: this storage is dead, the one returned holds what is left on the disk. */
    public synchronized StrictStorage crash() {
        off = true;
        return new StrictStorage(random, tree.afterPowerCut(random));
    }

    /**
     * Ends the process: this storage is dead, the one returned shows all that was written, as little durable as before.
     */
    public synchronized StrictStorage kill() {
        off = true;
        StrictStorage next = new StrictStorage(random, tree);
        next.freeBytes = freeBytes;
        return next;
    }

    /** Cuts the power at the operation with this number, counted by {@link #operations()} from here on. */
    public synchronized void cutPowerAt(long operation) {
        cutAt = operations + operation;
    }

    /** Lets the next operations of a kind fail, on the paths that match. */
    public synchronized void inject(Fault fault, Predicate<String> where, int times) {
        injections.add(new Injection(fault, where, times));
    }

    /** Is called in the middle of each sync of a file, while the storage serves others. */
    void whileSyncing(Syncing passed) {
        syncing = passed;
    }

    /** How many more bytes the disk takes, beyond what the files have now. */
    public synchronized void freeBytes(long bytes) {
        freeBytes = bytes;
    }

    /** The number of operations so far that change something or make something durable. */
    public synchronized long operations() {
        return operations;
    }

    /** The number of syncs of files so far. */
    public synchronized long syncs() {
        return syncs;
    }

    /** The number of files that are open now. */
    public synchronized int openFiles() {
        return openFiles;
    }

    /** Whether a power cut now could lose anything. */
    public synchronized boolean isAnythingPending() {
        return tree.isPending() || isPending(tree.root);
    }

    private static boolean isPending(StrictTree.Node node) {
        return node.isDirectory()
                ? node.visible.values().stream().anyMatch(StrictStorage::isPending)
                : node.bytes.isPending();
    }

    @Override
    public synchronized StorageFile create(String path) throws IOException {
        begin();
        StrictTree.Node directory = directory(parent(path));
        if (directory.visible.containsKey(name(path))) {
            throw new FileAlreadyExistsException(path);
        }
        failIf(Fault.CREATE, path);
        if (freeBytes <= 0) {
            throw new IOException(path + ": No space left on device");
        }
        StrictTree.Node file = new StrictTree.Node(new StrictBytes());
        tree.put(directory, name(path), file);
        end();
        return new OpenFile(path, file.bytes);
    }

    @Override
    public synchronized StorageFile open(String path) throws IOException {
        ensureOn();
        StrictTree.Node node = tree.find(path);
        if (node == null || node.isDirectory()) {
            throw new NoSuchFileException(path);
        }
        return new OpenFile(path, node.bytes);
    }

    @Override
    public synchronized boolean exists(String path) throws IOException {
        ensureOn();
        return tree.find(path) != null;
    }

    @Override
    public synchronized List<String> list(String directory) throws IOException {
        ensureOn();
        StrictTree.Node node = tree.find(directory);
        return node == null
                ? List.of()
                : List.copyOf(tree.names(node)).stream().sorted().toList();
    }

    @Override
    public synchronized void createDirectories(String directory) throws IOException {
        ensureOn();
        if (directory.isEmpty()) {
            return;
        }
        createDirectories(parent(directory));
        StrictTree.Node above = directory(parent(directory));
        StrictTree.Node present = above.visible.get(name(directory));
        if (present == null) {
            begin();
            tree.put(above, name(directory), new StrictTree.Node(null));
            end();
        } else if (!present.isDirectory()) {
            throw new FileAlreadyExistsException(directory);
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        begin();
        StrictTree.Node source = directory(parent(from));
        StrictTree.Node target = directory(parent(to));
        StrictTree.Node node = source.visible.get(name(from));
        if (node == null) {
            throw new NoSuchFileException(from);
        }
        StrictTree.Node inTheWay = target.visible.get(name(to));
        if (inTheWay != null && (inTheWay.isDirectory() || node.isDirectory())) {
            throw new FileAlreadyExistsException(to);
        }
        failIf(Fault.RENAME, from);
        tree.rename(source, name(from), target, name(to));
        end();
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        begin();
        StrictTree.Node directory = directory(parent(path));
        StrictTree.Node node = directory.visible.get(name(path));
        if (node == null) {
            throw new NoSuchFileException(path);
        }
        if (node.isDirectory() && !node.visible.isEmpty()) {
            throw new DirectoryNotEmptyException(path);
        }
        tree.remove(directory, name(path));
        end();
    }

    @Override
    public synchronized void syncDirectory(String directory) throws IOException {
        begin();
        StrictTree.Node node = directory(directory);
        failIf(Fault.SYNC_DIRECTORY, directory);
        tree.sync(node);
        end();
    }

    @Override
    public synchronized void lock() throws IOException {
        ensureOn();
        if (locked) {
            throw new StorageLockedException("The strict storage is in use");
        }
        locked = true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        openFiles = 0;
    }

    private StrictTree.Node directory(String path) throws IOException {
        StrictTree.Node node = tree.find(path);
        if (node == null || !node.isDirectory()) {
            throw new NoSuchFileException(path);
        }
        return node;
    }

    /** The start of an operation that changes something: the power may go before it. */
    private void begin() throws IOException {
        ensureOn();
        operations++;
        if (operations >= cutAt && random.nextBoolean()) {
            cut();
        }
    }

    /** The end of such an operation: the power may go before its caller hears of it. */
    private void end() {
        if (operations >= cutAt) {
            cut();
        }
    }

    private void cut() {
        off = true;
        throw new PowerCut("Power cut at operation " + operations);
    }

    private void ensureOn() throws IOException {
        if (off) {
            throw new PowerCut("The power is off");
        }
        if (closed) {
            throw new IOException("The strict storage is closed");
        }
    }

    private boolean isInjected(Fault fault, String path) {
        for (Iterator<Injection> i = injections.iterator(); i.hasNext(); ) {
            Injection injection = i.next();
            if (injection.fault == fault && injection.where.test(path)) {
                if (--injection.times == 0) {
                    i.remove();
                }
                return true;
            }
        }
        return false;
    }

    private void failIf(Fault fault, String path) throws IOException {
        if (isInjected(fault, path)) {
            throw new IOException(path + ": Input/output error (injected " + fault + ")");
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A handle. Its path is the one it was opened by. */
    private final class OpenFile implements StorageFile {
        private final String path;
        private final StrictBytes bytes;
        private boolean fileClosed;
        private int failuresSeen;

        OpenFile(String path, StrictBytes bytes) {
            this.path = path;
            this.bytes = bytes;
            this.failuresSeen = bytes.failures();
            openFiles++;
        }

        @Override
        public long size() throws IOException {
            synchronized (StrictStorage.this) {
                ensureFileOpen();
                return bytes.size();
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            synchronized (StrictStorage.this) {
                ensureFileOpen();
                failIf(Fault.READ, path);
                return bytes.read(target, position);
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (StrictStorage.this) {
                begin();
                ensureFileOpen();
                failIf(Fault.WRITE, path);
                if (isInjected(Fault.SHORT_WRITE, path)) {
                    bytes.write(source, random.nextInt(source.remaining() + 1), position);
                    throw new IOException(path + ": Input/output error (injected short write)");
                }
                long growth = Math.max(0, position + source.remaining() - bytes.size());
                if (growth > freeBytes) {
                    long fits = Math.max(0, source.remaining() - (growth - freeBytes));
                    long before = bytes.size();
                    bytes.write(source, random.nextInt((int) fits + 1), position);
                    freeBytes -= bytes.size() - before;
                    throw new IOException(path + ": No space left on device");
                }
                freeBytes -= freeBytes == Long.MAX_VALUE ? 0 : growth;
                bytes.write(source, source.remaining(), position);
                end();
            }
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            synchronized (StrictStorage.this) {
                begin();
                ensureFileOpen();
                freeBytes += freeBytes == Long.MAX_VALUE ? 0 : Math.max(0, bytes.size() - sizeBytes);
                bytes.truncate(sizeBytes);
                end();
            }
        }

        @Override
        public void sync() throws IOException {
            long upTo;
            synchronized (StrictStorage.this) {
                begin();
                ensureFileOpen();
                syncs++;
                upTo = bytes.changes();
            }
            syncing.pass(path, this);
            synchronized (StrictStorage.this) {
                ensureOn();
                if (isInjected(Fault.SYNC, path)) {
                    bytes.failSync(random);
                }
                if (bytes.failures() > failuresSeen) {
                    failuresSeen = bytes.failures();
                    throw new IOException(path + ": Input/output error (injected SYNC)");
                }
                bytes.sync(upTo);
                end();
            }
        }

        @Override
        public void close() {
            synchronized (StrictStorage.this) {
                openFiles -= fileClosed || closed ? 0 : 1;
                fileClosed = true;
            }
        }

        private void ensureFileOpen() throws IOException {
            ensureOn();
            if (fileClosed) {
                throw new IOException("The file is closed: " + path);
            }
        }
    }
}
