package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;

/**
 * The journal that all partitions of a directory share: every append goes here as well as to its segment, so that one
 * fdatasync makes all of them durable. {@link JournalFormat} draws the files.
 *
 * <p>Any thread appends; {@link CommitGroup} alone captures and syncs. With {@link FlushMode#OS} the journal carries
 * what happens to partitions, but not their batches.
 */
/*
 * Entries are put together in a buffer and reach the file when the buffer is full or somebody commits: a run of small
 * appends costs one write. A durable commit takes the buffer along and writes it without the lock, while appends go on
 * in another one; its sync comes after that, and the commits after it end later, so no sync has to cover what another
 * commit has yet to write.
 *
 * Rewriting cached pages of a preallocated file is some thirty times cheaper than appending fresh ones, so files are
 * recycled: in use (oldest first) → free, when a checkpoint covers all their entries → in use again.
 *
 * Space. A failed write would leave the journal in an unknown state, so it fences the whole directory. Files are
 * preallocated for that reason too: only the allocation of a new file can find the disk full, and that fails before
 * anything is changed.
 */
final class Journal {
    static final String DIRECTORY = "journal";
    static final String SUFFIX = ".journal";
    private static final int NAME_DIGITS = 8;
    private static final Pattern FILE_NAME = Pattern.compile("[0-9]{8,18}\\.journal");

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int SMALL_BYTES = 64 << 10;

    private final Storage storage;
    private final Fence fence;
    private final boolean carriesBatches;
    private final int fileSizeBytes;
    private final int spareFiles;
    private final int epoch;
    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<JournalFile> full = new ArrayDeque<>();
    private final List<JournalFile> free = new ArrayList<>();
    private final Set<JournalFile> unsynced = new LinkedHashSet<>();
    private @Nullable JournalFile current;
    private long nextFileNumber;

    private ByteBuffer buffer;

    /** Buffers that commits have written and given back. */
    private final Deque<ByteBuffer> written = new ArrayDeque<>();

    /** Where in the current file the buffer goes. */
    private int position;

    private long nextSequence;

    /** Counts everything that a commit has to take along, also where no entry is written. */
    private volatile long ticket;

    /** How many commits have taken along what was there. */
    private long captures;

    private List<PartitionWriter> awaiting = new ArrayList<>();

    /** All entries below are durable. */
    private volatile long syncedBefore;

    /** Bytes of all entries ever, and of those that a checkpoint covers. */
    private volatile long appendedBytes;

    private volatile long coveredBytes;

    /** Bytes of all batches ever that are in segments alone, because the journal does not carry batches. */
    private volatile long leftOutBytes;

    Journal(Storage storage, LogDirectoryConfig config, Fence fence, int epoch, long nextSequence) {
        this.storage = storage;
        this.fence = fence;
        this.carriesBatches = config.flushMode() != FlushMode.OS;
        this.fileSizeBytes =
                carriesBatches ? config.journalFileSizeBytes() : Math.min(config.journalFileSizeBytes(), SMALL_BYTES);
        this.spareFiles = (int) Math.max(2, config.journalLimitBytes() / fileSizeBytes);
        this.epoch = epoch;
        this.nextSequence = nextSequence;
        this.buffer = ByteBuffer.allocateDirect(Math.min(fileSizeBytes, carriesBatches ? BUFFER_BYTES : SMALL_BYTES));
    }

    /**
     * Takes over the files of an earlier run, once a checkpoint covers what is in them. Their names are made durable: a
     * process that was killed may have created a file without that, and what is written to it would be gone with the
     * name.
     */
    void adopt(List<String> names) throws IOException {
        lock.lock();
        try {
            storage.syncDirectory(DIRECTORY);
            for (String name : names) {
                nextFileNumber = Math.max(nextFileNumber, number(name) + 1);
                JournalFile file = JournalFile.open(storage, DIRECTORY + "/" + name);
                if (file.sizeBytes() == fileSizeBytes && free.size() < spareFiles) {
                    free.add(file);
                } else {
                    file.delete(storage);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a file is one of the journal's, by its name. */
    static boolean isFile(String name) {
        return FILE_NAME.matcher(name).matches();
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    int epoch() {
        return epoch;
    }

    /**
     * Journals batches that were written to a segment, unless it does not carry batches. The partition's high watermark
     * is to rise with the next commit.
     *
     * @throws KafkaStorageException if this cannot be: nothing was changed then
     */
    void append(PartitionWriter partition, long baseOffset, long nowMs, ByteBuffer batches) {
        if (!carriesBatches) {
            return;
        }
        lock.lock();
        try {
            fence.check();
            put(JournalFormat.APPEND, partition.id(), baseOffset, nowMs, batches);
            await(partition);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sees to it that a partition's high watermark rises with a commit, whose ticket is not above {@link #ticket()},
     * now that the partition's view ends behind the batches.
     */
    /*
     * It mostly does since the batches were journaled. A commit ends the waiting first and looks at the view then; here
     * the view was changed first. So if the partition still waits, the commit to come sees the batches; else it may
     * have come too early for them.
     */
    void awaitCommit(PartitionWriter partition, int appendedBytes) {
        if (carriesBatches && partition.awaitsCommit) {
            return;
        }
        lock.lock();
        try {
            if (!carriesBatches) {
                long before = leftOutBytes;
                leftOutBytes = before + appendedBytes;
            }
            await(partition);
        } finally {
            lock.unlock();
        }
    }

    private void await(PartitionWriter partition) {
        if (!partition.awaitsCommit) {
            partition.awaitsCommit = true;
            awaiting.add(partition);
        }
        nextTicket();
    }

    /** Journals what happens to a partition, and hands it to the operating system. */
    void note(byte type, long partitionId, long offset, long nowMs, ByteBuffer payload) {
        lock.lock();
        try {
            fence.check();
            put(type, partitionId, offset, nowMs, payload);
            nextTicket();
            writeOut();
        } finally {
            lock.unlock();
        }
    }

    private void nextTicket() {
        long taken = ticket;
        ticket = taken + 1;
    }

    private void put(byte type, long partitionId, long offset, long timeMs, ByteBuffer payload) {
        int size = JournalFormat.entryBytes(payload.remaining());
        JournalFile file = current;
        if (file == null || file.sizeBytes() - position - buffer.position() < size) {
            nextFile(size);
        }
        if (buffer.remaining() < size) {
            writeOut();
            if (buffer.capacity() < size) {
                buffer = ByteBuffer.allocateDirect(size);
            }
        }
        JournalFormat.putEntry(buffer, nextSequence, epoch, type, partitionId, offset, timeMs, syncedBefore, payload);
        nextSequence++;
        long before = appendedBytes;
        appendedBytes = before + size;
    }

    private void nextFile(int entryBytes) {
        int needed = JournalFormat.FILE_HEADER_BYTES + entryBytes;
        JournalFile next = takeFree(needed);
        if (next == null) {
            next = allocate(nextFileName(), Math.max(fileSizeBytes, needed));
        }
        writeOut();
        JournalFile before = current;
        if (before != null) {
            before.endSequence = nextSequence;
            full.addLast(before);
        }
        current = next;
        position = 0;
        JournalFormat.putFileHeader(buffer, epoch, nextSequence);
    }

    private @Nullable JournalFile takeFree(int neededBytes) {
        for (int i = 0; i < free.size(); i++) {
            if (free.get(i).sizeBytes() >= neededBytes) {
                return free.remove(i);
            }
        }
        return null;
    }

    private String nextFileName() {
        String digits = Long.toString(nextFileNumber);
        nextFileNumber++;
        return "0".repeat(Math.max(0, NAME_DIGITS - digits.length())) + digits + SUFFIX;
    }

    private JournalFile allocate(String name, int sizeBytes) {
        try {
            return JournalFile.allocate(storage, DIRECTORY, name, sizeBytes);
        } catch (IOException e) {
            if (StorageErrors.isDiskFull(e)) {
                throw StorageErrors.diskFull(DIRECTORY + "/" + name, e);
            }
            throw fence.close(StorageErrors.fenced(DIRECTORY + "/" + name, e));
        }
    }

    private void writeOut() {
        Taken taken = take();
        if (taken != null) {
            write(taken);
            buffer = taken.bytes().clear();
        }
    }

    /** What was in the buffer, which is flipped, and where it goes; null if it is empty. */
    private @Nullable Taken take() {
        JournalFile file = current;
        if (file == null || buffer.position() == 0) {
            return null;
        }
        Taken taken = new Taken(file, buffer.flip(), position);
        position += taken.bytes().remaining();
        unsynced.add(file);
        return taken;
    }

    private void write(Taken taken) {
        try {
            taken.file().write(taken.bytes(), taken.position());
        } catch (IOException e) {
            throw fence.close(StorageErrors.fenced(taken.file().path(), e));
        }
    }

    private record Taken(JournalFile file, ByteBuffer bytes, int position) {}

    /** What has been asked for so far: whoever wants it committed waits for this ticket. */
    long ticket() {
        return ticket;
    }

    /**
     * All that one commit takes along, and none before it has.
     *
     * @param number 1, 2, 3 …, in the order of the captures
     * @param ticket everything up to here
     * @param sequence all entries below are in it
     * @param files to be synced, if the commit is to be durable
     * @param partitions whose high watermark rises
     * @param ends to which offset
     * @param unwritten what {@link Journal#write(Capture)} has yet to write; null if there is nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Capture(
            long number,
            long ticket,
            long sequence,
            List<JournalFile> files,
            List<PartitionWriter> partitions,
            long[] ends,
            @Nullable Taken unwritten) {
        /** After the write, by one of each file's handles, which nobody else uses meanwhile. */
        void sync(int slot, Fence fence) {
            for (JournalFile file : files) {
                try {
                    file.sync(slot);
                } catch (IOException e) {
                    throw fence.close(StorageErrors.fenced(file.path(), e));
                }
            }
        }
    }

    /**
     * Takes everything along that was journaled, for {@link #write(Capture)}, and starts a new round of waiting
     * partitions.
     */
    Capture capture(boolean durable) {
        lock.lock();
        try {
            fence.check();
            if (!durable) {
                writeOut(); // now: the next sync, of which this commit knows nothing, has to cover it
            }
            Taken taken = take();
            List<JournalFile> files = List.of();
            if (durable && !unsynced.isEmpty()) {
                files = new ArrayList<>(unsynced);
                unsynced.clear();
            }
            if (taken != null) {
                ByteBuffer next = written.poll();
                buffer = next == null ? ByteBuffer.allocateDirect(taken.bytes().capacity()) : next;
            }
            List<PartitionWriter> partitions = awaiting;
            long[] ends = new long[partitions.size()];
            for (int i = 0; i < ends.length; i++) {
                PartitionWriter partition = partitions.get(i);
                partition.awaitsCommit = false; // before the look at its view
                ends[i] = partition.view().logEndOffset();
            }
            awaiting = partitions.isEmpty() ? partitions : new ArrayList<>();
            captures++;
            return new Capture(captures, ticket, nextSequence, files, partitions, ends, taken);
        } finally {
            lock.unlock();
        }
    }

    /** Hands what was captured to the operating system. */
    void write(Capture capture) {
        Taken taken = capture.unwritten();
        if (taken == null) {
            return;
        }
        write(taken);
        lock.lock();
        try {
            written.add(taken.bytes().clear());
        } finally {
            lock.unlock();
        }
    }

    /** Takes note that all entries below a sequence are durable. */
    void synced(long sequence) {
        syncedBefore = sequence;
    }

    /** Where a checkpoint that is taken from here on will start: entries below are covered by it. */
    Mark mark() {
        lock.lock();
        try {
            return new Mark(nextSequence, appendedBytes, ticket);
        } finally {
            lock.unlock();
        }
    }

    record Mark(long sequence, long bytes, long ticket) {}

    /** How many bytes of entries wait for a checkpoint. */
    long backlogBytes() {
        return appendedBytes - coveredBytes;
    }

    /** How many bytes of batches were appended that the journal does not carry. */
    long leftOutBytes() {
        return leftOutBytes;
    }

    /** A durable checkpoint covers all entries before the mark: files with nothing else may be used again. */
    void release(Mark mark) throws IOException {
        lock.lock();
        try {
            coveredBytes = mark.bytes();
            JournalFile oldest = full.peekFirst();
            while (oldest != null && oldest.endSequence <= mark.sequence()) {
                full.removeFirst();
                if (oldest.sizeBytes() == fileSizeBytes && free.size() < spareFiles) {
                    free.add(oldest);
                } else {
                    oldest.delete(storage);
                }
                oldest = full.peekFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has the next file ready before it is needed. One thread at a time; appends go on while the file is filled with
     * zeros.
     */
    void prepareSpare() {
        String name;
        lock.lock();
        try {
            JournalFile file = current;
            boolean soon = file != null && position + buffer.position() > file.sizeBytes() / 2;
            if (!carriesBatches || !soon || !free.isEmpty() || fence.isClosed()) {
                return;
            }
            name = nextFileName();
        } finally {
            lock.unlock();
        }
        JournalFile spare = allocate(name, fileSizeBytes);
        lock.lock();
        try {
            free.add(spare);
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        lock.lock();
        try {
            for (JournalFile file : full) {
                file.close();
            }
            for (JournalFile file : free) {
                file.close();
            }
            JournalFile file = current;
            if (file != null) {
                file.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
