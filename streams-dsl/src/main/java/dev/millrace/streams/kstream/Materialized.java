package dev.millrace.streams.kstream;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.BuiltInDslStoreSuppliers;
import dev.millrace.streams.state.DslKeyValueParams;
import dev.millrace.streams.state.DslSessionParams;
import dev.millrace.streams.state.DslStoreSuppliers;
import dev.millrace.streams.state.DslWindowParams;
import dev.millrace.streams.state.KeyValueBytesStoreSupplier;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionBytesStoreSupplier;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.StoreSupplier;
import dev.millrace.streams.state.WindowBytesStoreSupplier;
import dev.millrace.streams.state.WindowStore;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How the state of an aggregation, a table or a table's view is kept: the store's name (by which it can be queried) or
 * engine, serdes, changelog, caching, retention. Whatever is not set, or null, comes from the configuration.
 *
 * <p>As in Kafka Streams, and unlike most of its siblings, a {@code with…} method changes this object and returns it:
 * programs exist that do not use what it returns. A verb reads the settings when it is called.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 * @param <S> kind of store: {@code KeyValueStore<Bytes, byte[]>}, {@code WindowStore<Bytes, byte[]>} or
 *     {@code SessionStore<Bytes, byte[]>}
 */
public class Materialized<K, V, S extends StateStore> {
    /** Names the store and its changelog; null to have a name made. */
    protected @Nullable String storeName;

    /** The engine; null if only a name or nothing was given. */
    protected @Nullable StoreSupplier<S> storeSupplier;

    /** Reads and writes keys; null for the default. */
    protected @Nullable Serde<K> keySerde;

    /** Reads and writes values; null for the default. */
    protected @Nullable Serde<V> valueSerde;

    /** Whether changes go to a changelog topic. */
    protected boolean loggingEnabled = true;

    /** Whether updates may be held back until the next commit. */
    protected boolean cachingEnabled = true;

    /** Settings of the changelog topic. */
    protected Map<String, String> topicConfig = Map.of();

    /** How long windows are kept; null to keep them as long as they can still change. */
    protected @Nullable Duration retention;

    /** Chooses the engine where none is given; null for the default. */
    protected @Nullable DslStoreSuppliers dslStoreSuppliers;

    private Materialized(
            @Nullable String storeName,
            @Nullable StoreSupplier<S> storeSupplier,
            @Nullable DslStoreSuppliers dslStoreSuppliers) {
        this.storeName = storeName;
        this.storeSupplier = storeSupplier;
        this.dslStoreSuppliers = dslStoreSuppliers;
    }

    /**
     * Takes the settings of another.
     *
     * @param materialized the other
     */
    protected Materialized(Materialized<K, V, S> materialized) {
        this.storeName = materialized.storeName;
        this.storeSupplier = materialized.storeSupplier;
        this.keySerde = materialized.keySerde;
        this.valueSerde = materialized.valueSerde;
        this.loggingEnabled = materialized.loggingEnabled;
        this.cachingEnabled = materialized.cachingEnabled;
        this.topicConfig = materialized.topicConfig;
        this.retention = materialized.retention;
        this.dslStoreSuppliers = materialized.dslStoreSuppliers;
    }

    /** The two kinds of engines that come along. */
    public enum StoreType implements DslStoreSuppliers {
        /** RocksDB, on disk. */
        ROCKS_DB(BuiltInDslStoreSuppliers.ROCKS_DB),

        /** In memory, rebuilt from the changelog at each start. */
        IN_MEMORY(BuiltInDslStoreSuppliers.IN_MEMORY);

        @SuppressWarnings("ImmutableEnumChecker") // both have no state
        private final DslStoreSuppliers suppliers;

        StoreType(DslStoreSuppliers suppliers) {
            this.suppliers = suppliers;
        }

        @Override
        public void configure(Map<String, ?> configs) {
            suppliers.configure(configs);
        }

        @Override
        public KeyValueBytesStoreSupplier keyValueStore(DslKeyValueParams params) {
            return suppliers.keyValueStore(params);
        }

        @Override
        public @Nullable WindowBytesStoreSupplier windowStore(DslWindowParams params) {
            return suppliers.windowStore(params);
        }

        @Override
        public @Nullable SessionBytesStoreSupplier sessionStore(DslSessionParams params) {
            return suppliers.sessionStore(params);
        }
    }

    /**
     * A store of the default engine with a name.
     *
     * @param storeName names the store and its changelog {@code <application.id>-<storeName>-changelog}; not null
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param <S> kind of store
     * @return the settings
     * @throws dev.millrace.streams.errors.TopologyException if the name could not be part of a topic's name
     */
    public static <K, V, S extends StateStore> Materialized<K, V, S> as(String storeName) {
        Named.validate(Objects.requireNonNull(storeName, "storeName"));
        return new Materialized<>(storeName, null, null);
    }

    /**
     * A store of a certain kind of engine, without a name.
     *
     * @param dslStoreSuppliers chooses the engine
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param <S> kind of store
     * @return the settings
     */
    public static <K, V, S extends StateStore> Materialized<K, V, S> as(DslStoreSuppliers dslStoreSuppliers) {
        return new Materialized<>(null, null, Objects.requireNonNull(dslStoreSuppliers, "dslStoreSuppliers"));
    }

    /**
     * A window store of a certain engine, which also says its name, window size and retention.
     *
     * @param supplier the engine
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Materialized<K, V, WindowStore<Bytes, byte[]>> as(WindowBytesStoreSupplier supplier) {
        return new Materialized<>(null, Objects.requireNonNull(supplier, "supplier"), null);
    }

    /**
     * A session store of a certain engine, which also says its name and retention.
     *
     * @param supplier the engine
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Materialized<K, V, SessionStore<Bytes, byte[]>> as(SessionBytesStoreSupplier supplier) {
        return new Materialized<>(null, Objects.requireNonNull(supplier, "supplier"), null);
    }

    /**
     * A key-value store of a certain engine, which also says its name.
     *
     * @param supplier the engine
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Materialized<K, V, KeyValueStore<Bytes, byte[]>> as(KeyValueBytesStoreSupplier supplier) {
        return new Materialized<>(null, Objects.requireNonNull(supplier, "supplier"), null);
    }

    /**
     * Serdes only. The store has no name of the user's, so it cannot be queried.
     *
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param <S> kind of store
     * @return the settings
     */
    public static <K, V, S extends StateStore> Materialized<K, V, S> with(
            @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Materialized<K, V, S> materialized = new Materialized<>(null, null, null);
        return materialized.withKeySerde(keySerde).withValueSerde(valueSerde);
    }

    /**
     * Sets what reads and writes values.
     *
     * @param valueSerde null for the default
     * @return this object
     */
    public Materialized<K, V, S> withValueSerde(@Nullable Serde<V> valueSerde) {
        this.valueSerde = valueSerde;
        return this;
    }

    /**
     * Sets what reads and writes keys.
     *
     * @param keySerde null for the default
     * @return this object
     */
    public Materialized<K, V, S> withKeySerde(@Nullable Serde<K> keySerde) {
        this.keySerde = keySerde;
        return this;
    }

    /**
     * Records each change in a changelog topic, which is the default.
     *
     * @param config settings of the changelog topic that differ from the defaults; copied
     * @return this object
     */
    public Materialized<K, V, S> withLoggingEnabled(Map<String, String> config) {
        this.topicConfig = Map.copyOf(config);
        this.loggingEnabled = true;
        return this;
    }

    /**
     * Keeps no changelog: the state is lost with its machine or its memory.
     *
     * @return this object
     */
    public Materialized<K, V, S> withLoggingDisabled() {
        this.topicConfig = Map.of();
        this.loggingEnabled = false;
        return this;
    }

    /**
     * Lets updates of the same key be held back until the next commit, which is the default.
     *
     * @return this object
     */
    public Materialized<K, V, S> withCachingEnabled() {
        this.cachingEnabled = true;
        return this;
    }

    /**
     * Shows each update downstream at once.
     *
     * @return this object
     */
    public Materialized<K, V, S> withCachingDisabled() {
        this.cachingEnabled = false;
        return this;
    }

    /**
     * Keeps windows longer than they can change, so that they can be queried. It must not be shorter than size and
     * grace of the windows together, which is checked when the topology is built. It is ignored for an engine that says
     * its own.
     *
     * @param retention counted from the start of a window, not negative
     * @return this object
     * @throws IllegalArgumentException if it is negative or cannot be counted in milliseconds
     */
    public Materialized<K, V, S> withRetention(Duration retention) throws IllegalArgumentException {
        Milliseconds.notNegative(retention, "retention");
        this.retention = retention;
        return this;
    }

    /**
     * Chooses the kind of engine.
     *
     * @param dslStoreSuppliers for instance {@link StoreType#IN_MEMORY}
     * @return this object
     * @throws IllegalArgumentException if an engine was given already
     */
    public Materialized<K, V, S> withStoreType(DslStoreSuppliers dslStoreSuppliers) throws IllegalArgumentException {
        Objects.requireNonNull(dslStoreSuppliers, "dslStoreSuppliers");
        if (storeSupplier != null) {
            throw new IllegalArgumentException("The store " + storeSupplier.name()
                    + " has an engine already, so it cannot be given a store type: use Materialized.as(storeName)");
        }
        this.dslStoreSuppliers = dslStoreSuppliers;
        return this;
    }

    /**
     * The store's name, the engine's if there is one. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String storeName() {
        return storeSupplier != null ? storeSupplier.name() : storeName;
    }

    /**
     * The engine. An addition to the mirrored API.
     *
     * @return the engine; null if none was given
     */
    public @Nullable StoreSupplier<S> storeSupplier() {
        return storeSupplier;
    }

    /**
     * What chooses the engine where none is given. An addition to the mirrored API.
     *
     * @return the suppliers; null for those of the configuration
     */
    public @Nullable DslStoreSuppliers dslStoreSuppliers() {
        return dslStoreSuppliers;
    }

    /**
     * What reads and writes keys. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<K> keySerde() {
        return keySerde;
    }

    /**
     * What reads and writes values. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<V> valueSerde() {
        return valueSerde;
    }

    /**
     * Whether changes go to a changelog topic. An addition to the mirrored API.
     *
     * @return true unless disabled
     */
    public boolean loggingEnabled() {
        return loggingEnabled;
    }

    /**
     * Settings of the changelog topic that differ from the defaults. An addition to the mirrored API.
     *
     * @return names and values, possibly none
     */
    public Map<String, String> logConfig() {
        return topicConfig;
    }

    /**
     * Whether updates may be held back until the next commit. An addition to the mirrored API.
     *
     * @return true unless disabled
     */
    public boolean cachingEnabled() {
        return cachingEnabled;
    }

    /**
     * How long windows are kept. An addition to the mirrored API.
     *
     * @return the retention; null to keep them as long as they can still change
     */
    public @Nullable Duration retention() {
        return retention;
    }
}
