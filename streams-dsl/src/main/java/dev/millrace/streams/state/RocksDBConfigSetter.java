package dev.millrace.streams.state;

import java.util.Map;
import org.rocksdb.Options;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tunes RocksDB, store by store. Named by {@code rocksdb.config.setter}; an instance is made for each persistent store,
 * by its constructor without arguments, whenever the store's task is opened.
 *
 * <p>A task's stores share one database, in which each has a column family of its own. So of what is set here, the
 * settings of column families count: compaction, compression, write buffers, table format. Those of the database
 * (threads, logs, the manager of write buffers) are left as they are, and its memory is bounded by
 * {@code state.memory.max.bytes}. Whoever sets another block cache takes over the responsibility for its size.
 */
/*
 * The only type of this module that names RocksDB, because its mirrored signature does. The module compiles against
 * RocksDB and does not bring it: this class is loaded where somebody implements it, and there the stores have brought
 * it.
 */
public interface RocksDBConfigSetter {
    /** For implementations that have something to say. */
    Logger LOG = LoggerFactory.getLogger(RocksDBConfigSetter.class);

    /**
     * Called before the store's column family is opened, on a thread of the engine.
     *
     * @param storeName the store
     * @param options with the engine's own settings, to be changed; a table format that is set must be complete, {@code
     *     options.tableFormatConfig()} gives the one to begin with
     * @param configs the configuration of the application
     */
    void setConfig(String storeName, Options options, Map<String, Object> configs);

    /**
     * Called after the database was closed, to free what {@link #setConfig} made: every RocksDB object that was put
     * into the options, such as a cache or a filter. The options themselves are freed by the engine.
     *
     * @param storeName the store
     * @param options as given to {@link #setConfig}
     */
    void close(String storeName, Options options);
}
