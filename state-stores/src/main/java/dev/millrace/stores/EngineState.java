package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one task: tables in memory, and tables on disk with the offsets that belong to them.
 *
 * <p>A table is named after its store and kind, so that a store which becomes another kind (timestamped, windowed) does not read
 * the bytes of the old one: it starts empty and is restored.
 */
final class EngineState implements TaskState {

    private final String owner;
    private final @Nullable RocksTask disk;
    private final Map<String, Registered> tables = new HashMap<>();
    private long commits;
    private boolean closed;

    /** A store's table; which of the two it is decides where its offset lives. */
    private record Registered(String tableName, EngineTable table, boolean onDisk) {}

    EngineState(TaskStateSpec spec) {
        owner = spec.taskId().toString();
        LiveBudget.PROCESS.limit(spec.memoryMaxBytes());
        File directory = spec.directory();
        disk = directory == null
                ? null
                : new RocksTask(directory.toPath().resolve("rocksdb"), owner, spec.memoryMaxBytes());
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
            throw new IllegalArgumentException("Task " + owner + " has two stores named " + storeName);
        }
        return registered.table;
    }

    @Override
    public long changelogOffset(String storeName) {
        ensureOpen();
        Registered registered = tables.get(storeName);
        if (registered == null || !registered.onDisk || disk == null) {
            return NO_OFFSET;
        }
        disk.beginOpening();
        return disk.number(RocksTask.OFFSET, registered.tableName);
    }

    @Override
    public void commit(Map<String, Long> changelogOffsets) {
        ensureOpen();
        changelogOffsets.forEach((storeName, offset) -> {
            Registered registered = tables.get(storeName);
            if (registered != null && registered.onDisk && disk != null) {
                disk.stageNumber(RocksTask.OFFSET, registered.tableName, offset);
            }
        });
        if (disk != null) {
            disk.commit();
        }
        for (Registered registered : tables.values()) {
            if (registered.table instanceof MemoryTable memory) {
                memory.commit();
            }
        }
        commits++;
    }

    /** How many commits there were: what was staged at n is visible when this is above n. */
    long commits() {
        return commits;
    }

    @Override
    public void wipe(String storeName) {
        ensureOpen();
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
            if (disk != null) {
                disk.close();
            }
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new InvalidStateStoreException("The state of task " + owner + " is closed");
        }
    }
}
