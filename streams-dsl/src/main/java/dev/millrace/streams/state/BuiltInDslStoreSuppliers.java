package dev.millrace.streams.state;

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
            return Stores.persistentKeyValueStore(params.name());
        }

        @Override
        public WindowBytesStoreSupplier windowStore(DslWindowParams params) {
            return Stores.persistentWindowStore(
                    params.name(), params.retentionPeriod(), params.windowSize(), params.retainDuplicates());
        }

        @Override
        public SessionBytesStoreSupplier sessionStore(DslSessionParams params) {
            return Stores.persistentSessionStore(params.name(), params.retentionPeriod());
        }
    }

    /** All stores in memory. */
    public static class InMemoryDslStoreSuppliers implements DslStoreSuppliers {
        /** Needs nothing. */
        public InMemoryDslStoreSuppliers() {}

        @Override
        public KeyValueBytesStoreSupplier keyValueStore(DslKeyValueParams params) {
            return Stores.inMemoryKeyValueStore(params.name());
        }

        @Override
        public WindowBytesStoreSupplier windowStore(DslWindowParams params) {
            return Stores.inMemoryWindowStore(
                    params.name(), params.retentionPeriod(), params.windowSize(), params.retainDuplicates());
        }

        @Override
        public SessionBytesStoreSupplier sessionStore(DslSessionParams params) {
            return Stores.inMemorySessionStore(params.name(), params.retentionPeriod());
        }
    }
}
