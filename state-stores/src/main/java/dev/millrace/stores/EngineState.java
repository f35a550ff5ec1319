package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one task: tables in memory, and tables on disk with the offsets that belong to them.
 *
 * <p>Not every commit writes to the tables. Stores keep what changed as live objects until a million changes were
 * committed, or a hundred commits, or memory is short; the next commit then stages all of it, and its offsets with it.
 * A crash loses nothing by that: without a log of its own RocksDB would lose what it had in memory as well, and the
 * changelog's tail is replayed in either case. Decisions fall between commits, so that all stores see the same one.
 *
 * <p>A table is named after its store and kind, so that a store which becomes another kind (timestamped, windowed) does
 * not read the bytes of the old one: it starts empty and is restored.
 */
final class EngineState implements TaskState {

    private final String owner;
    private final @Nullable RocksTask disk;
    private static final int WRITE_AFTER_CHANGES = 1_000_000;
    private static final int WRITE_AFTER_COMMITS = 100;
    private static final long FLUSH_AFTER_CHANGES = 2_000_000;
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final Map<String, Registered> tables = new HashMap<>();
    private final Map<String, UserBytes> userEngines = new HashMap<>();
    private final Map<String, Runnable> caches = new HashMap<>();
    private final List<ManagedStore> innerStores = new ArrayList<>();
    private final Map<String, Long> unwrittenOffsets = new HashMap<>();
    private final Set<String> stagedStores = new HashSet<>();
    private final Set<String> uncommittedStores = new HashSet<>();
    private boolean writeDue;
    private boolean writeRequested;
    private int commitsSinceWrite;
    private long changesSinceWrite;
    private long changesSinceFlush;
    private long unwrittenBytes;
    private long commits;
    private boolean closed;

    /** A store's table; which of the two it is decides where its offset lives. */
    private record Registered(String tableName, EngineTable table, boolean onDisk) {}

    EngineState(TaskStateSpec spec) {
        owner = spec.taskId().toString();
        OPEN.incrementAndGet();
        LiveBudget.PROCESS.limit(spec.memoryMaxBytes());
        File directory = spec.directory();
        disk = directory == null
                ? null
                : new RocksTask(
                        TaskDirectory.database(directory.toPath()), owner, spec.memoryMaxBytes(), spec.configs());
    }

    /**
     * The table of a store; made if absent.
     *
     * @param kind names the format of the bytes
     * @param persistent false: in memory, empty after each open
     */
    EngineTable table(String storeName, String kind, boolean persistent) {
        ensureOpen();
        String tableName = kind + ":" + storeName;
        Registered registered = tables.get(storeName);
        if (registered == null) {
            RocksTask onDisk = persistent ? disk : null;
            EngineTable table = onDisk == null ? new MemoryTable() : onDisk.table(tableName);
            registered = new Registered(tableName, table, onDisk != null);
            tables.put(storeName, registered);
        } else if (!registered.tableName.equals(tableName)) {
            throw twoStores(storeName);
        }
        return registered.table;
    }

    /** Takes a user's own engine, which stands in the place of a table. */
    void add(String storeName, UserBytes engine) {
        ensureOpen();
        if (userEngines.put(storeName, engine) != null) {
            throw twoStores(storeName);
        }
    }

    /** Takes a store that another one is made of: nobody else knows of it, so it is drained here. */
    void addInner(ManagedStore store) {
        innerStores.add(store);
    }

    private IllegalArgumentException twoStores(String storeName) {
        return new IllegalArgumentException("Task " + owner + " has two stores named " + storeName);
    }

    @Override
    public long changelogOffset(String storeName) {
        ensureOpen();
        UserBytes engine = userEngines.get(storeName);
        if (engine != null && engine.changelogOffset() != NO_OFFSET) {
            return engine.changelogOffset();
        }
        Registered registered = tables.get(storeName);
        if (registered == null || !registered.onDisk || disk == null) {
            return NO_OFFSET;
        }
        Long unwritten = unwrittenOffsets.get(storeName);
        if (unwritten != null) {
            return unwritten;
        }
        disk.beginOpening();
        return disk.number(RocksTask.OFFSET, registered.tableName);
    }

    @Override
    public void commit(Map<String, Long> changelogOffsets) {
        ensureOpen();
        unwrittenOffsets.putAll(changelogOffsets);
        commitUserEngines(changelogOffsets);
        write();
        commits++;
        if (writeDue) {
            commitsSinceWrite = 0;
            changesSinceWrite = 0;
        } else {
            commitsSinceWrite++;
        }
        long limit = Math.max(1 << 20, LiveBudget.PROCESS.maxBytes() / (4L * Math.max(1, OPEN.get())));
        writeDue = writeRequested
                || commitsSinceWrite >= WRITE_AFTER_COMMITS
                || changesSinceWrite >= WRITE_AFTER_CHANGES
                || unwrittenBytes >= limit;
        writeRequested = false;
        unwrittenBytes = 0;
        if (disk != null && changesSinceFlush >= FLUSH_AFTER_CHANGES) {
            changesSinceFlush = 0;
            disk.flushSoon();
        }
    }

    private void commitUserEngines(Map<String, Long> changelogOffsets) {
        userEngines.forEach((storeName, engine) -> engine.commit(changelogOffsets.get(storeName)));
        for (ManagedStore store : innerStores) {
            store.drainChanges((key, value, timestampMs, headers) -> {});
        }
    }

    /** Writes what is staged, with the offsets of the stores that it comes from. */
    private void write() {
        for (String storeName : stagedStores) {
            Long offset = unwrittenOffsets.remove(storeName);
            Registered registered = tables.get(storeName);
            if (offset != null && registered != null && registered.onDisk && disk != null) {
                disk.stageNumber(RocksTask.OFFSET, registered.tableName, offset);
            }
        }
        stagedStores.clear();
        uncommittedStores.clear();
        if (disk != null) {
            disk.commit();
        }
        for (Registered registered : tables.values()) {
            if (registered.table instanceof MemoryTable memory) {
                memory.commit();
            }
        }
    }

    /** Whether the stores are to stage all that they have with the next drain. The same from one commit to the next. */
    boolean isWriteDue() {
        return writeDue;
    }

    /** Asks for a write with the commit after the next. */
    void requestWrite() {
        writeRequested = true;
    }

    /**
     * A store has drained its changes.
     *
     * @param changes how many
     * @param bytes what the store holds that its table does not have, about
     * @param wasStaged whether it staged all that its table did not have
     */
    void drained(String storeName, int changes, long bytes, boolean wasStaged) {
        changesSinceWrite += changes;
        changesSinceFlush += changes;
        unwrittenBytes += bytes;
        uncommittedStores.add(storeName);
        if (wasStaged) {
            stagedStores.add(storeName);
        }
    }

    /** A store has staged a record of its changelog. */
    void restored(String storeName) {
        if (stagedStores.add(storeName)) {
            uncommittedStores.add(storeName);
        }
    }

    /** Whether a store that closes may stage what it has: nothing is under way whose commit never came. */
    boolean mayWriteAtClose() {
        return !closed && uncommittedStores.isEmpty();
    }

    void stagedAtClose(String storeName) {
        stagedStores.add(storeName);
    }

    /** How many commits there were: what was staged at n is visible when this is above n. */
    long commits() {
        return commits;
    }

    /** Takes what makes a store forget all that it keeps of its table, for when that is emptied. */
    void addCache(String storeName, Runnable forget) {
        caches.put(storeName, forget);
    }

    @Override
    public void wipe(String storeName) {
        ensureOpen();
        caches.getOrDefault(storeName, () -> {}).run();
        UserBytes engine = userEngines.get(storeName);
        if (engine != null) {
            engine.clear();
        }
        unwrittenOffsets.remove(storeName);
        stagedStores.remove(storeName);
        uncommittedStores.remove(storeName);
        Registered registered = tables.get(storeName);
        if (registered == null) {
            return;
        }
        if (registered.table instanceof MemoryTable memory) {
            memory.clear();
        } else if (disk != null) {
            disk.wipe(registered.tableName);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            OPEN.decrementAndGet();
            if (disk != null) {
                try {
                    if (uncommittedStores.isEmpty()) {
                        write();
                    } else {
                        disk.dropStaged();
                    }
                } finally {
                    disk.close();
                }
            }
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new InvalidStateStoreException("The state of task " + owner + " is closed");
        }
    }
}
