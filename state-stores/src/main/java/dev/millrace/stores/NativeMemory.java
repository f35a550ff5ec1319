package dev.millrace.stores;

import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBufferManager;

/**
 * The memory of all RocksDB databases of the process: one block cache, and one budget for write buffers inside it. Made
 * with the first database, freed with the last.
 *
 * <p>Half of {@code state.memory.max.bytes} is for RocksDB (the other half is for live objects, {@link LiveBudget});
 * half of that at most is for write buffers. Index and filter blocks live in the block cache, so nothing grows with the
 * data.
 */
/*
 * An index and a filter are parts of a block each, under a small index of the parts. Whole, those of a large file are
 * larger than a shard of the cache, which then never holds them: each look-up reads all of them from the disk, which is
 * megabytes for a row.
 */
final class NativeMemory {

    private static final int BLOCK_BYTES = 4096;
    private static final long MIN_BYTES = 8L << 20;
    private static final long MIN_WRITE_BUFFER_BYTES = 1L << 20;
    private static final long MAX_WRITE_BUFFER_BYTES = 16L << 20;

    private static final Object LOCK = new Object();
    private static @Nullable NativeMemory current;

    private final LRUCache blockCache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter filter;
    private final ColumnFamilyOptions familyOptions;
    private int users;

    private NativeMemory(long bytes) {
        blockCache = new LRUCache(bytes);
        writeBuffers = new WriteBufferManager(bytes / 2, blockCache);
        filter = new BloomFilter(10, false);
        long writeBufferBytes = Math.min(MAX_WRITE_BUFFER_BYTES, Math.max(MIN_WRITE_BUFFER_BYTES, bytes / 8));
        familyOptions = new ColumnFamilyOptions()
                .setWriteBufferSize(writeBufferBytes)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(newTableFormat());
    }

    /** The format of tables in files, which share the block cache. */
    BlockBasedTableConfig newTableFormat() {
        return new BlockBasedTableConfig()
                .setBlockCache(blockCache)
                .setBlockSize(BLOCK_BYTES)
                .setFilterPolicy(filter)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setMetadataBlockSize(BLOCK_BYTES)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setPinTopLevelIndexAndFilter(true)
                .setFormatVersion(5);
    }

    /**
     * The memory, for one more database; goes back with {@link #release}.
     *
     * @param memoryMaxBytes {@code state.memory.max.bytes}; only the first database's counts
     */
    static NativeMemory acquire(long memoryMaxBytes) {
        NativeLibrary.load();
        synchronized (LOCK) {
            NativeMemory memory = current;
            if (memory == null) {
                memory = new NativeMemory(Math.max(MIN_BYTES, memoryMaxBytes / 2));
                current = memory;
            }
            memory.users++;
            return memory;
        }
    }

    void release() {
        synchronized (LOCK) {
            if (--users == 0) {
                current = null;
                familyOptions.close();
                for (RocksObject object : new RocksObject[] {filter, writeBuffers, blockCache}) {
                    object.close();
                }
            }
        }
    }

    /** The options of every column family; not to be closed. */
    ColumnFamilyOptions familyOptions() {
        return familyOptions;
    }

    /**
     * Options for a database, to be closed by the caller. Without a log, data and offsets of all families must reach
     * the disk together: {@code atomic_flush}.
     */
    DBOptions databaseOptions() {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setWriteBufferManager(writeBuffers)
                .setMaxBackgroundJobs(2)
                .setSkipStatsUpdateOnDbOpen(true)
                .setManifestPreallocationSize(64 << 10)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(1)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    /** Bytes in the block cache now, write buffers included. */
    long usedBytes() {
        return blockCache.getUsage();
    }

    /** Bytes in the block cache of this process now; 0 when no database is open. */
    static long currentUsedBytes() {
        synchronized (LOCK) {
            return current == null ? 0 : current.usedBytes();
        }
    }
}
