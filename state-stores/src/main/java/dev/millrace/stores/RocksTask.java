package dev.millrace.stores;

import dev.millrace.streams.store.TaskState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The part of a task's state that is on disk: its database, its tables, the batch of the next commit.
 *
 * <p>The database is opened in the background: at once if there is one (its offsets are asked for soon), and as soon as
 * all stores have named their tables if there is none (making the families one by one later would take ten times as
 * long). Who needs it waits for it.
 */
final class RocksTask {

    static final String OFFSET = "offset:";
    static final String WATERMARK = "watermark:";

    private static final int KEPT_BATCH_BYTES = 4 << 20;

    private final Path directory;
    private final String owner;
    private final long memoryMaxBytes;
    private final Map<String, Object> configs;
    private final boolean isNew;
    private final Map<String, RocksTable> tables = new LinkedHashMap<>();
    private final WriteBatchBuffer staged = new WriteBatchBuffer(1 << 12);
    private @Nullable CompletableFuture<RocksDatabase> opening;
    private @Nullable RocksDatabase database;

    RocksTask(Path directory, String owner, long memoryMaxBytes, Map<String, Object> configs) {
        this.directory = directory;
        this.owner = owner;
        this.memoryMaxBytes = memoryMaxBytes;
        this.configs = configs;
        isNew = !RocksDatabase.exists(directory);
        if (!isNew) {
            beginOpening();
        }
    }

    /** Whether there was nothing on disk when the task was opened. */
    boolean isNew() {
        return isNew;
    }

    /** Made if absent; a place where there can be no database is refused here, before anything is put. */
    RocksTable table(String name) {
        if (tables.isEmpty()) {
            RocksDatabase.makeDirectory(directory, owner);
        }
        return tables.computeIfAbsent(name, n -> new RocksTable(this, n));
    }

    /** Starts to open the database, if that has not happened yet. All tables should be known. */
    void beginOpening() {
        if (opening == null) {
            Set<String> wanted = Set.copyOf(tables.keySet());
            opening = OpenDriver.start(
                    "open-" + owner, () -> RocksDatabase.open(directory, owner, memoryMaxBytes, wanted, configs));
        }
    }

    /** The database; waits until it is open. */
    RocksDatabase database() {
        RocksDatabase open = database;
        return open != null ? open : awaitDatabase();
    }

    private RocksDatabase awaitDatabase() {
        beginOpening();
        CompletableFuture<RocksDatabase> future = opening;
        if (future == null) {
            throw new IllegalStateException("The state of task " + owner + " is not being opened");
        }
        try {
            RocksDatabase open = future.join();
            database = open;
            return open;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    WriteBatchBuffer staged() {
        return staged;
    }

    void stageNumber(String what, String table, long number) {
        staged.put(0, EngineTable.NO_SEGMENT, numberKey(what, table), EngineTable.NO_TIMESTAMP, Rows.ofLong(number));
    }

    /** A number that was committed beside a table; {@link TaskState#NO_OFFSET} if there is none. */
    long number(String what, String table) {
        if (isNew && database == null) {
            return TaskState.NO_OFFSET;
        }
        try {
            byte[] bytes = database().db.get(numberKey(what, table));
            return bytes == null || bytes.length != 8 ? TaskState.NO_OFFSET : Rows.longAt(bytes, 0);
        } catch (RocksDBException e) {
            throw database().failed("read the offset of the table " + table, e);
        }
    }

    /** Writes what is staged, atomically. */
    void commit() {
        tables.values().forEach(RocksTable::beforeCommit);
        if (staged.count() > 0) {
            database().write(staged.toBatch());
            staged.reset(KEPT_BATCH_BYTES);
        }
    }

    /** Empties a table and forgets its offset, atomically and at once. What is staged for other tables stays so. */
    void wipe(String tableName) {
        WriteBatchBuffer wipe = new WriteBatchBuffer(1 << 8);
        table(tableName).wipe(wipe);
        if (!isNew || database != null) {
            for (String what : new String[] {OFFSET, WATERMARK}) {
                wipe.put(0, EngineTable.NO_SEGMENT, numberKey(what, tableName), EngineTable.NO_TIMESTAMP, null);
            }
            database().write(wipe.toBatch());
        }
    }

    /** Forgets what is staged: its commit will not come. */
    void dropStaged() {
        staged.reset(KEPT_BATCH_BYTES);
        tables.values().forEach(RocksTable::dropStaged);
    }

    /**
     * Starts to bring all that was written to the disk, so that the tail of the changelogs to be replayed stays short.
     */
    void flushSoon() {
        database().flush(false);
    }

    void close() {
        CompletableFuture<RocksDatabase> future = opening;
        if (future == null) {
            return;
        }
        // An opening that failed has told whoever waited for it; there is nothing to close.
        RocksDatabase open = future.handle((opened, failure) -> opened).join();
        if (open != null) {
            tables.values().forEach(RocksTable::closeCursors);
            open.close();
        }
    }

    private static byte[] numberKey(String what, String table) {
        return (what + table).getBytes(StandardCharsets.UTF_8);
    }
}
