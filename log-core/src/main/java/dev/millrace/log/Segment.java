package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a partition: the batches from a base offset on in one file, and a sparse index of them.
 *
 * <p>One thread at a time writes (the partition's append lock); reading needs no lock. A segment that was sealed before
 * this process started opens its file and loads its index when somebody first asks.
 */
/*
 * Sizes. sizeBytes is the logical end: bytes beyond it may be in the file (an append that is being written, one that
 * failed, what a crash left) and mean nothing. It is raised only when the append has succeeded as a whole.
 *
 * Durability. Bytes up to syncedBytes are on the disk; the checkpoint raises that. The index file needs no sync: blocks
 * of it that are lost are rebuilt from the batches.
 */
final class Segment {
    private static final int DIGITS = 20;
    private static final String SUFFIX = ".log";

    final long baseOffset;

    private final Storage storage;
    private final String directory;
    private final IndexFile indexFile;

    private volatile String path;

    private volatile @Nullable StorageFile file;
    private volatile int sizeBytes;
    private volatile boolean removed;

    /** Null until it is loaded. The four fields after it are meaningful when it is not. */
    private volatile @Nullable SparseIndex index;

    private volatile long maxTimestamp = -1;
    private int indexedPosition;
    private int persistedEntries;
    private boolean indexDamaged;

    private volatile int syncedBytes;

    /** Whether bytes were cut off, now or by an earlier process, that would come back with a power cut. */
    private volatile boolean cut;

    /** When the first batch was appended, -1 if none was; the age for rolling counts from here. */
    private long firstAppendMs = -1;

    /**
     * When the last batch was appended, as far as is known: what an earlier process appended may be older. -1: not
     * looked at yet.
     */
    private volatile long lastAppendMs = -1;

    private Segment(Storage storage, String directory, long baseOffset, String suffix) {
        this.storage = storage;
        this.directory = directory;
        this.baseOffset = baseOffset;
        String stem = directory + "/" + fileStem(baseOffset);
        this.path = stem + suffix;
        this.indexFile =
                new IndexFile(storage, stem + ".index", IndexFormat.KIND_OFFSETS, SparseIndex.ENTRY_BYTES, baseOffset);
    }

    /** The base offset in the name of a segment's file with a suffix; null if it is not such a name. */
    static @Nullable Long baseOf(String fileName, String suffix) {
        boolean digits = fileName.length() == DIGITS + suffix.length()
                && fileName.endsWith(suffix)
                && fileName.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9');
        try {
            return digits ? Long.valueOf(fileName.substring(0, DIGITS)) : null;
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }

    static String fileStem(long baseOffset) {
        String digits = Long.toString(baseOffset);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /**
     * A new, empty segment. What a file of that name may hold means nothing; it is cut off here or, during recovery,
     * later.
     */
    static Segment create(Storage storage, String directory, long baseOffset, boolean keepBytes) throws IOException {
        Segment segment = new Segment(storage, directory, baseOffset, SUFFIX);
        if (storage.exists(segment.path)) {
            segment.file = storage.open(segment.path);
            if (!keepBytes) {
                segment.cutToEnd();
            }
        } else {
            segment.file = storage.create(segment.path);
        }
        segment.index = new SparseIndex();
        segment.indexDamaged = true;
        return segment;
    }

    /** A new, empty segment in a temporary file, of which nobody knows until it is renamed. */
    static Segment createTemporary(Storage storage, String directory, long baseOffset) throws IOException {
        Segment segment = new Segment(storage, directory, baseOffset, SUFFIX + ".tmp");
        if (storage.exists(segment.path)) {
            storage.delete(segment.path);
        }
        segment.file = storage.create(segment.path);
        segment.index = new SparseIndex();
        segment.indexDamaged = true;
        return segment;
    }

    /** A segment that is there, durable up to its size. */
    static Segment open(Storage storage, String directory, long baseOffset, int sizeBytes, long firstAppendMs) {
        Segment segment = new Segment(storage, directory, baseOffset, SUFFIX);
        segment.sizeBytes = sizeBytes;
        segment.syncedBytes = sizeBytes;
        segment.firstAppendMs = firstAppendMs;
        return segment;
    }

    String path() {
        return path;
    }

    /** Gives the file another name in its directory, replacing what has it. Durable once the directory is synced. */
    void renameTo(String name) throws IOException {
        String target = directory + "/" + name;
        storage.rename(path, target);
        path = target;
    }

    static String fileName(long baseOffset) {
        return fileStem(baseOffset) + SUFFIX;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    long firstAppendMs() {
        return firstAppendMs;
    }

    /** Whether the files are gone: a reader that comes across it has an old view. */
    boolean isRemoved() {
        return removed;
    }

    StorageFile file() throws IOException {
        StorageFile open = file;
        return open != null ? open : openFile();
    }

    private synchronized StorageFile openFile() throws IOException {
        StorageFile open = file;
        if (open == null) {
            if (removed) {
                throw new IOException("The segment was deleted: " + path);
            }
            open = storage.open(path);
            file = open;
        }
        return open;
    }

    /** Writes batches at the end, which stays where it is until {@link #advance}. */
    void write(ByteBuffer batches) throws IOException {
        file().write(batches.duplicate(), sizeBytes);
    }

    /** Drops what was written beyond the end. */
    void cutToEnd() throws IOException {
        if (file().size() > sizeBytes) {
            file().truncate(sizeBytes);
            cut = true; // not before: a checkpoint's sync that came in between would take it for synced
        }
    }

    /** The file may not be on the disk as it is seen now: the next checkpoint has to sync it. */
    void distrust() {
        cut = true;
    }

    /** Loads what {@link #advance} needs, so that it cannot fail between the write and the taking note. */
    void prepareToAppend() throws IOException {
        index();
        file();
    }

    /** Takes one batch that was written at the end into the segment. */
    void advance(RecordBatch batch, int indexIntervalBytes, long nowMs) {
        SparseIndex target = Objects.requireNonNull(index, "prepareToAppend comes first");
        addToIndex(target, batch, sizeBytes, indexIntervalBytes);
        if (firstAppendMs < 0) {
            firstAppendMs = nowMs;
        }
        lastAppendMs = nowMs;
        int before = sizeBytes;
        sizeBytes = before + batch.sizeBytes();
    }

    private void addToIndex(SparseIndex target, RecordBatch batch, int position, int intervalBytes) {
        if (position - indexedPosition >= intervalBytes && position > 0) {
            target.add((int) (batch.baseOffset() - baseOffset), position, maxTimestamp);
            indexedPosition = position;
        }
        maxTimestamp = Math.max(maxTimestamp, batch.maxTimestamp());
    }

    /** Largest timestamp of all batches; -1 if there are none or they have none. */
    long maxTimestamp() throws IOException {
        index();
        return maxTimestamp;
    }

    /**
     * How new the newest record is: by its timestamp, but not newer than its append, nor than now. So neither a
     * timestamp from the future nor a clock that was wrong for a while keeps a segment for ever.
     */
    long newestMs(long nowMs) throws IOException {
        long appended = lastAppendMs(nowMs);
        long stamped = maxTimestamp();
        return stamped < 0 ? appended : Math.min(stamped, appended);
    }

    /** When the last batch was appended, or at the latest: now, if that is not known or cannot be. */
    long lastAppendMs(long nowMs) {
        long appended = lastAppendMs;
        if (appended < 0 || appended > nowMs) {
            appended = nowMs;
            lastAppendMs = nowMs;
        }
        return appended;
    }

    /** The largest timestamp of the first batch; -1 if there is none. */
    long firstTimestamp() throws IOException {
        RecordBatch first = new SegmentScanner(file(), 0, sizeBytes).next();
        return first == null ? -1 : first.maxTimestamp();
    }

    /** Where to start looking for the batch with an offset. */
    int positionForOffset(long offset) throws IOException {
        return index().positionForOffset((int) Math.min(offset - baseOffset, Integer.MAX_VALUE));
    }

    int positionForTimestamp(long timestampMs) throws IOException {
        return index().positionForTimestamp(timestampMs);
    }

    private SparseIndex index() throws IOException {
        SparseIndex loaded = index;
        return loaded != null ? loaded : loadIndex();
    }

    /** Reads the index file as far as it is sound, and the batches after its last entry. */
    private synchronized SparseIndex loadIndex() throws IOException {
        SparseIndex loaded = index;
        if (loaded != null) {
            return loaded;
        }
        loaded = new SparseIndex();
        IndexFile.Content content = indexFile.read();
        boolean sound = loaded.decode(content.entries(), sizeBytes);
        indexDamaged = !(content.intact() && sound);
        persistedEntries = loaded.count();
        indexedPosition = loaded.lastPosition();
        maxTimestamp = loaded.lastMaxTimestampBefore();
        int known = indexedPosition;
        SegmentScanner scanner = new SegmentScanner(file(), known, sizeBytes);
        RecordBatch batch = scanner.next();
        while (batch != null) {
            int position = (int) (scanner.position() - batch.sizeBytes());
            if (position == known) {
                maxTimestamp = Math.max(maxTimestamp, batch.maxTimestamp());
            } else {
                addToIndex(loaded, batch, position, DEFAULT_REBUILD_INTERVAL_BYTES);
            }
            batch = scanner.next();
        }
        index = loaded;
        return loaded;
    }

    private static final int DEFAULT_REBUILD_INTERVAL_BYTES = 4096;

    /** Whether the disk may hold something else than the batches so far. */
    boolean isDirty() {
        return cut || sizeBytes > syncedBytes;
    }

    boolean hasIndexToWrite() {
        SparseIndex present = index;
        return present != null && (indexDamaged || present.count() > persistedEntries);
    }

    /** Makes the batches up to a size durable. */
    void sync(int upToBytes) throws IOException {
        cut = false;
        file().sync();
        syncedBytes = Math.max(syncedBytes, upToBytes);
    }

    /** As {@link #sync}, of what is there now, while a checkpoint may do the same. Leaves alone what was cut. */
    void syncEarly() throws IOException {
        int upToBytes = sizeBytes;
        if (!cut && upToBytes > syncedBytes) {
            file().sync();
            syncedBytes = Math.max(syncedBytes, upToBytes);
        }
    }

    /**
     * Writes the index entries that are not in its file yet. Returns whether the directory changed. Checkpoints only.
     */
    boolean persistIndex() throws IOException {
        SparseIndex present = index;
        if (present == null) {
            return false;
        }
        boolean directoryChanged = indexDamaged;
        int entries = present.count();
        if (indexDamaged) {
            if (entries > 0) {
                indexFile.replace(present.encode(0, entries), false);
            } else {
                indexFile.deleteIfExists();
            }
            indexDamaged = false;
        } else if (entries > persistedEntries) {
            directoryChanged = indexFile.append(present.encode(persistedEntries, entries), false);
        }
        persistedEntries = entries;
        return directoryChanged;
    }

    /** Deletes the files. Readers that still hold the segment get an error and look again. */
    synchronized void remove() throws IOException {
        removed = true;
        close();
        if (storage.exists(path)) {
            storage.delete(path);
        }
        indexFile.deleteIfExists();
    }

    synchronized void close() throws IOException {
        StorageFile open = file;
        if (open != null) {
            file = null;
            open.close();
        }
    }

    @Override
    public String toString() {
        return path + " (" + sizeBytes + " bytes)";
    }
}
