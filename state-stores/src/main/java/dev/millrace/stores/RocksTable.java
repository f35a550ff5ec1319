package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * A column family of a task's database.
 *
 * <p>Until something was written to it, no read reaches the database: a task that starts anew runs on while its
 * database is still being made.
 */
final class RocksTable implements EngineTable {

    private final RocksTask task;
    private final String name;
    private final Set<RocksCursor> cursors = new HashSet<>();
    private @Nullable ColumnFamilyHandle family;
    private @Nullable Boolean written;
    private @Nullable Long watermark;
    private boolean watermarkStaged;

    RocksTable(RocksTask task, String name) {
        this.task = task;
        this.name = name;
    }

    private ColumnFamilyHandle family() {
        ColumnFamilyHandle handle = family;
        if (handle == null) {
            handle = task.database().family(name);
            family = handle;
        }
        return handle;
    }

    private boolean written() {
        Boolean known = written;
        if (known == null) {
            if (task.isNew()) {
                known = false;
            } else {
                try (RocksIterator first = task.database().db.newIterator(family())) {
                    first.seekToFirst();
                    known = first.isValid();
                    first.status(); // a first block that cannot be read is not the end
                } catch (RocksDBException e) {
                    throw task.database().failed("read from the table " + name, e);
                }
            }
            written = known;
        }
        return known;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        if (!written()) {
            return null;
        }
        RocksDatabase database = task.database();
        try {
            return database.db.get(family(), key);
        } catch (RocksDBException e) {
            throw database.failed("read from the table " + name, e);
        }
    }

    @Override
    public TableCursor scan(byte @Nullable [] from, byte @Nullable [] to, boolean forward) {
        if (!written()) {
            return NoRows.INSTANCE;
        }
        RocksCursor cursor = new RocksCursor(task.database().db, family(), from, to, forward);
        cursors.add(cursor);
        return cursor;
    }

    @Override
    public void stage(long segment, byte[] key, long timestampMs, byte @Nullable [] value) {
        task.staged().put(family().getID(), segment, key, timestampMs, value);
        written = true;
    }

    @Override
    public void stageRangeRemoval(byte[] from, byte[] to) {
        if (written()) {
            task.staged().deleteRange(family().getID(), from, to);
        }
    }

    @Override
    public void stageWatermark(long newWatermark) {
        if (newWatermark > watermark()) {
            watermark = newWatermark;
            watermarkStaged = true;
        }
    }

    void dropStaged() {
        watermarkStaged = false;
    }

    /** Adds to the batch of the task what is written once for each commit. */
    void beforeCommit() {
        Long known = watermark;
        if (watermarkStaged && known != null) {
            task.stageNumber(RocksTask.WATERMARK, name, known);
            watermarkStaged = false;
        }
    }

    @Override
    public long watermark() {
        Long known = watermark;
        if (known == null) {
            known = task.number(RocksTask.WATERMARK, name);
            watermark = known;
        }
        return known;
    }

    @Override
    public long approximateSize() {
        if (!written()) {
            return 0;
        }
        try {
            return task.database().db.getLongProperty(family(), "rocksdb.estimate-num-keys");
        } catch (RocksDBException e) {
            throw task.database().failed("estimate the size of the table " + name, e);
        }
    }

    @Override
    public boolean knownEmpty() {
        return !written();
    }

    @Override
    public int openCursors() {
        return cursors.size();
    }

    /** Forgets what is staged, and adds the removal of everything else to a batch. */
    void wipe(WriteBatchBuffer batch) {
        closeCursors();
        watermark = -1L;
        watermarkStaged = false;
        if (!written()) {
            return;
        }
        int id = family().getID();
        task.staged().drop(id);
        try (RocksIterator iterator = task.database().db.newIterator(family())) {
            iterator.seekToLast();
            if (iterator.isValid()) {
                byte[] last = iterator.key();
                batch.deleteRange(id, Rows.EMPTY, last);
                batch.put(id, NO_SEGMENT, last, NO_TIMESTAMP, null);
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw task.database().failed("empty the table " + name, e);
        }
        written = false;
    }

    void closeCursors() {
        new ArrayList<>(cursors).forEach(RocksCursor::close);
    }

    /** Nothing to be read. */
    enum NoRows implements TableCursor {
        INSTANCE;

        @Override
        public boolean next() {
            return false;
        }

        @Override
        public boolean seek(byte[] key) {
            return false;
        }

        @Override
        public byte[] key() {
            throw new IllegalStateException("The cursor is not on an entry");
        }

        @Override
        public byte[] value() {
            throw new IllegalStateException("The cursor is not on an entry");
        }

        @Override
        public void close() {}
    }

    private final class RocksCursor implements TableCursor {

        private final RocksIterator iterator;
        private final List<AbstractNativeReference> owned = new ArrayList<>(3);
        private final boolean forward;
        private boolean started;
        private boolean closed;

        RocksCursor(
                RocksDB db, ColumnFamilyHandle family, byte @Nullable [] from, byte @Nullable [] to, boolean forward) {
            this.forward = forward;
            ReadOptions options = new ReadOptions();
            if (from != null) {
                Slice lower = new Slice(from);
                options.setIterateLowerBound(lower);
                owned.add(lower);
            }
            if (to != null) {
                Slice upper = new Slice(to);
                options.setIterateUpperBound(upper);
                owned.add(upper);
            }
            owned.add(options);
            iterator = db.newIterator(family, options);
        }

        @Override
        public boolean seek(byte[] key) {
            ensureOpen();
            started = true;
            iterator.seek(key);
            return isOnEntry();
        }

        private void ensureOpen() {
            if (closed) {
                throw new InvalidStateStoreException("The iterator over the table " + name + " is closed");
            }
        }

        @Override
        public boolean next() {
            ensureOpen();
            if (!started) {
                started = true;
                if (forward) {
                    iterator.seekToFirst();
                } else {
                    iterator.seekToLast();
                }
            } else if (forward) {
                iterator.next();
            } else {
                iterator.prev();
            }
            return isOnEntry();
        }

        private boolean isOnEntry() {
            if (iterator.isValid()) {
                return true;
            }
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw task.database().failed("read from the table " + name, e);
            }
            return false;
        }

        @Override
        public byte[] key() {
            return iterator.key();
        }

        @Override
        public byte[] value() {
            return iterator.value();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                iterator.close();
                owned.forEach(AbstractNativeReference::close);
                cursors.remove(this);
            }
        }
    }
}
