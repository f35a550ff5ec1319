package dev.millrace.stores;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.state.RocksDBConfigSetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of the column families of one database: the engine's own, or what the user's {@link RocksDBConfigSetter}
 * makes of them. Closed after the database.
 *
 * <p>RocksDB's {@code Options} are those of a database and of a column family in one object. It is made as a copy of
 * the engine's, and after the user has seen it, the column family's part is copied out of it.
 */
final class FamilyTuning implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FamilyTuning.class);

    private final @Nullable Class<?> setterType;
    private final Map<String, Object> configs;
    private final List<Tuned> tuned = new ArrayList<>();

    private record Tuned(RocksDBConfigSetter setter, String store, Options options, ColumnFamilyOptions family) {}

    /**
     * Tuning by the configured class, if there is one.
     *
     * @param configs the configuration of the application, with classes as such
     */
    FamilyTuning(Map<String, Object> configs) {
        this.configs = configs;
        this.setterType =
                configs.get(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG) instanceof Class<?> type ? type : null;
    }

    /** The options of a table's family; not to be closed by the caller. */
    ColumnFamilyOptions optionsOf(String tableName, NativeMemory memory) {
        int kindEnd = tableName.indexOf(':');
        if (setterType == null || kindEnd < 0) {
            return memory.familyOptions();
        }
        String store = tableName.substring(kindEnd + 1);
        RocksDBConfigSetter setter = newSetter(setterType, store);
        Options options;
        try (DBOptions database = memory.databaseOptions()) {
            options = new Options(database, memory.familyOptions());
        }
        options.setTableFormatConfig(memory.newTableFormat());
        setter.setConfig(store, options, configs);
        ColumnFamilyOptions family = new ColumnFamilyOptions(options);
        tuned.add(new Tuned(setter, store, options, family));
        return family;
    }

    private static RocksDBConfigSetter newSetter(Class<?> type, String store) {
        try {
            return (RocksDBConfigSetter) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ProcessorStateException(
                    "Cannot tune the store " + store + ": " + StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG + " is "
                            + type.getName() + ", which must be a public RocksDBConfigSetter with a public constructor"
                            + " without arguments",
                    e);
        }
    }

    /** Lets the setters free what they made. */
    @Override
    public void close() {
        for (Tuned one : tuned) {
            try {
                one.setter.close(one.store, one.options);
            } catch (RuntimeException e) {
                LOG.warn("The RocksDBConfigSetter of store {} failed to close: {}", one.store, e.toString(), e);
            }
            one.family.close();
            one.options.close();
        }
        tuned.clear();
    }
}
