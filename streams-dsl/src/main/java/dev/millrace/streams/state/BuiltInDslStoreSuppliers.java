package dev.millrace.streams.state;

import dev.millrace.streams.DslStoreFormat;

/** The two kinds of engines that the DSL knows by itself. */
public class BuiltInDslStoreSuppliers {
    /** All stores on disk, by RocksDB. The default. */
    public static final DslStoreSuppliers ROCKS_DB = new RocksDBDslStoreSuppliers();

    /** All stores in memory, rebuilt from their changelogs at each start. */
    public static final DslStoreSuppliers IN_MEMORY = new InMemoryDslStoreSuppliers();

    /** There is no use for an instance. */
    public BuiltInDslStoreSuppliers() {}

    /** All stores on disk, by RocksDB. */
    public static class RocksDBDslStoreSuppliers implements DslStoreSuppliers {
        /** Needs nothing. */
        public RocksDBDslStoreSuppliers() {}

        @Override
        public KeyValueBytesStoreSupplier keyValueStore(DslKeyValueParams params) {
            refuseHeaders(params.name(), params.dslStoreFormat());
            return Stores.persistentKeyValueStore(params.name());
        }

        @Override
        public WindowBytesStoreSupplier windowStore(DslWindowParams params) {
            refuseHeaders(params.name(), params.dslStoreFormat());
            return Stores.persistentWindowStore(
                    params.name(), params.retentionPeriod(), params.windowSize(), params.retainDuplicates());
        }

        @Override
        public SessionBytesStoreSupplier sessionStore(DslSessionParams params) {
            refuseHeaders(params.name(), params.storeFormat());
            return Stores.persistentSessionStore(params.name(), params.retentionPeriod());
        }
    }

    /** All stores in memory. */
    public static class InMemoryDslStoreSuppliers implements DslStoreSuppliers {
        /** Needs nothing. */
        public InMemoryDslStoreSuppliers() {}

        @Override
        public KeyValueBytesStoreSupplier keyValueStore(DslKeyValueParams params) {
            refuseHeaders(params.name(), params.dslStoreFormat());
            return Stores.inMemoryKeyValueStore(params.name());
        }

        @Override
        public WindowBytesStoreSupplier windowStore(DslWindowParams params) {
            refuseHeaders(params.name(), params.dslStoreFormat());
            return Stores.inMemoryWindowStore(
                    params.name(), params.retentionPeriod(), params.windowSize(), params.retainDuplicates());
        }

        @Override
        public SessionBytesStoreSupplier sessionStore(DslSessionParams params) {
            refuseHeaders(params.name(), params.storeFormat());
            return Stores.inMemorySessionStore(params.name(), params.retentionPeriod());
        }
    }

    private static void refuseHeaders(String store, DslStoreFormat format) {
        if (format == DslStoreFormat.HEADERS) {
            throw new IllegalArgumentException("The store " + store + " is to keep headers, which no engine here does:"
                    + " set dsl.store.format to " + DslStoreFormat.TIMESTAMPED.name);
        }
    }
}
