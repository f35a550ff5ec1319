package dev.millrace.streams.state;

import dev.millrace.streams.DslStoreFormat;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import dev.millrace.streams.store.StoreProvider;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * Engine and format of the stores of one topology's DSL, for those that do not choose themselves. An addition to the
 * mirrored API, for the DSL and the runtime.
 *
 * <p>They may be known when the topology is written ({@code TopologyConfig}), or only when the application starts. So
 * the builders that are made here ask when they build: the choice of the topology that they were added to.
 */
public final class DslStores {

    private @Nullable DslStoreSuppliers chosenForTopology;
    private @Nullable DslStoreFormat formatOfTopology;
    private @Nullable DslStoreSuppliers chosenForApplication;
    private @Nullable DslStoreFormat formatOfApplication;

    /** RocksDB and timestamps, unless somebody chooses. */
    public DslStores() {}

    /**
     * What the topology's own configuration says: it wins over the application's.
     *
     * @param suppliers makes the engines; null: nothing is chosen
     * @param format {@link StreamsConfig#DSL_STORE_FORMAT_HEADERS} in any case of letters, anything else for
     *     timestamps; null: nothing is chosen
     */
    public void chooseForTopology(@Nullable DslStoreSuppliers suppliers, @Nullable String format) {
        chosenForTopology = suppliers;
        formatOfTopology = format == null ? null : formatOf(format);
    }

    /**
     * What the application's configuration says; the topology's own wins.
     *
     * @param config read here and now; later changes do not count
     */
    public void chooseForApplication(StreamsConfig config) {
        chosenForApplication =
                config.getConfiguredInstance(StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG, DslStoreSuppliers.class);
        formatOfApplication = formatOf(config.getString(StreamsConfig.DSL_STORE_FORMAT_CONFIG));
    }

    private static DslStoreFormat formatOf(String configured) {
        return configured.equalsIgnoreCase(StreamsConfig.DSL_STORE_FORMAT_HEADERS)
                ? DslStoreFormat.HEADERS
                : DslStoreFormat.TIMESTAMPED;
    }

    private DslStoreSuppliers suppliers(@Nullable DslStoreSuppliers ofStore) {
        if (ofStore != null) {
            return ofStore;
        }
        DslStoreSuppliers ofTopology = chosenForTopology;
        DslStoreSuppliers ofApplication = chosenForApplication;
        return ofTopology != null
                ? ofTopology
                : ofApplication != null ? ofApplication : BuiltInDslStoreSuppliers.ROCKS_DB;
    }

    private boolean keepsHeaders() {
        DslStoreFormat format = formatOfTopology != null ? formatOfTopology : formatOfApplication;
        return format == DslStoreFormat.HEADERS;
    }

    /**
     * The store of a table; a versioned one, which has neither a cache nor headers, if its engine is.
     *
     * @param <K> keys
     * @param <V> values
     * @param name the store's name, by which it is found and which its changelog carries
     * @param given its engine; null: chosen by {@code ofStore} or by the configuration
     * @param ofStore chooses its engine; null: the configuration does
     * @param keySerde null: the default of the configuration
     * @param valueSerde null: the default of the configuration
     * @return makes the store when the topology is started
     */
    public static <K, V> StoreBuilder<?> keyValueStore(
            String name,
            @Nullable KeyValueBytesStoreSupplier given,
            @Nullable DslStoreSuppliers ofStore,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde) {
        if (given instanceof VersionedBytesStoreSupplier versioned) {
            return new EngineStoreBuilder<StateStore>(
                            name,
                            EngineStoreBuilder.Caching.WITHOUT_EFFECT,
                            options -> StoreProvider.get()
                                    .versionedKeyValueStore(
                                            VersionedEngine.spec(versioned, keySerde, valueSerde, options)))
                    .withHistoryRetentionMs(versioned.historyRetentionMs());
        }
        return new EngineStoreBuilder<StateStore>(name, EngineStoreBuilder.Caching.ALLOWED, (options, choice) -> {
            DslStoreFormat format = choice.keepsHeaders() ? DslStoreFormat.HEADERS : DslStoreFormat.TIMESTAMPED;
            KeyValueBytesStoreSupplier engine = given != null
                    ? given
                    : choice.suppliers(ofStore).keyValueStore(new DslKeyValueParams(name, format));
            var spec = KeyValueEngine.spec(found(engine, name), keySerde, valueSerde, options);
            return choice.keepsHeaders()
                    ? StoreProvider.get().timestampedKeyValueStoreWithHeaders(spec)
                    : StoreProvider.get().timestampedKeyValueStore(spec);
        });
    }

    /**
     * The store of the subscriptions of a join by foreign key; with headers as that of a join of streams. It has no
     * cache.
     *
     * @param <K> keys
     * @param <V> values
     * @param name the store's name, by which it is found and which its changelog carries
     * @param keySerde writes the subscriptions' keys
     * @param valueSerde writes the subscriptions
     * @return makes the store when the topology is started
     */
    public static <K, V> StoreBuilder<?> subscriptionStore(String name, Serde<K> keySerde, Serde<V> valueSerde) {
        return new EngineStoreBuilder<StateStore>(
                name, EngineStoreBuilder.Caching.WITHOUT_EFFECT, (options, choice) -> {
                    DslStoreFormat format = choice.keepsHeaders() ? DslStoreFormat.HEADERS : DslStoreFormat.TIMESTAMPED;
                    KeyValueBytesStoreSupplier engine =
                            choice.suppliers(null).keyValueStore(new DslKeyValueParams(name, format));
                    return StoreProvider.get()
                            .timestampedKeyValueStoreWithHeaders(
                                    KeyValueEngine.spec(found(engine, name), keySerde, valueSerde, options));
                });
    }

    /**
     * The store of a windowed table.
     *
     * @param <K> keys
     * @param <V> values
     * @param name the store's name, by which it is found and which its changelog carries
     * @param params the store, by the format that is chosen
     * @param given its engine; null: chosen by {@code ofStore} or by the configuration
     * @param ofStore chooses its engine; null: the configuration does
     * @param keySerde null: the default of the configuration
     * @param valueSerde null: the default of the configuration
     * @return makes the store when the topology is started
     */
    public static <K, V> StoreBuilder<?> windowStore(
            String name,
            @Nullable WindowBytesStoreSupplier given,
            @Nullable DslStoreSuppliers ofStore,
            Function<DslStoreFormat, DslWindowParams> params,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde) {
        return new EngineStoreBuilder<StateStore>(name, EngineStoreBuilder.Caching.ALLOWED, (options, choice) -> {
            DslStoreFormat format = choice.keepsHeaders() ? DslStoreFormat.HEADERS : DslStoreFormat.TIMESTAMPED;
            WindowBytesStoreSupplier engine =
                    given != null ? given : choice.suppliers(ofStore).windowStore(params.apply(format));
            var spec = WindowEngine.spec(found(engine, name), keySerde, valueSerde, options);
            return choice.keepsHeaders()
                    ? StoreProvider.get().timestampedWindowStoreWithHeaders(spec)
                    : StoreProvider.get().timestampedWindowStore(spec);
        });
    }

    /**
     * The store of one side of a join of streams, which keeps all records of its window, with headers whatever the
     * format of tables is, as in Kafka Streams: so they are in its changelog.
     *
     * @param <K> keys
     * @param <V> values
     * @param name the store's name, by which it is found and which its changelog carries
     * @param params the store: its name, size of windows and retention
     * @param given its engine; null: chosen by {@code ofStore} or by the configuration
     * @param ofStore chooses its engine; null: the configuration does
     * @param keySerde null: the default of the configuration
     * @param valueSerde null: the default of the configuration
     * @return makes the store when the topology is started
     */
    public static <K, V> StoreBuilder<?> joinStore(
            String name,
            @Nullable WindowBytesStoreSupplier given,
            @Nullable DslStoreSuppliers ofStore,
            DslWindowParams params,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde) {
        return new EngineStoreBuilder<StateStore>(
                name, EngineStoreBuilder.Caching.WITHOUT_EFFECT, (options, choice) -> {
                    WindowBytesStoreSupplier engine =
                            given != null ? given : choice.suppliers(ofStore).windowStore(params);
                    return StoreProvider.get()
                            .timestampedWindowStoreWithHeaders(
                                    WindowEngine.spec(found(engine, name), keySerde, valueSerde, options));
                });
    }

    /**
     * The store of what waits for a partner in a left or outer join of streams: on the engine of the join's stores. It
     * has no cache.
     *
     * @param <K> type of the keys
     * @param <L> type of the left stream's values
     * @param <R> type of the right stream's values
     * @param name the store's name, unique in its topology
     * @param windows the engine that the user gave the join's first store; null: none. A buffer is on one of ours if
     *     that is
     * @param ofStore chooses its engine if {@code windows} does not; null: the configuration does
     * @param keySerde null: the default of the configuration
     * @param leftSerde null: the default of the configuration
     * @param rightSerde null: the default of the configuration
     * @return makes an {@code OuterJoinBuffer} for each task
     */
    public static <K, L, R> StoreBuilder<?> outerJoinBuffer(
            String name,
            @Nullable WindowBytesStoreSupplier windows,
            @Nullable DslStoreSuppliers ofStore,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<L> leftSerde,
            @Nullable Serde<R> rightSerde) {
        return new EngineStoreBuilder<StateStore>(
                name, EngineStoreBuilder.Caching.WITHOUT_EFFECT, (options, choice) -> {
                    KeyValueBytesStoreSupplier engine = ofStore == null && windows instanceof WindowEngine ours
                            ? new KeyValueEngine(name, ours.persistent(), 0)
                            : choice.suppliers(ofStore)
                                    .keyValueStore(new DslKeyValueParams(name, DslStoreFormat.PLAIN));
                    var rows = KeyValueEngine.spec(
                            found(engine, name), Serdes.Bytes(), Serdes.ByteArray(), options.withCaching(false));
                    return StoreProvider.get()
                            .outerJoinBuffer(new OuterJoinBufferSpec<>(keySerde, leftSerde, rightSerde, rows));
                });
    }

    /**
     * The store of a table of sessions.
     *
     * @param <K> keys
     * @param <V> values
     * @param name the store's name, by which it is found and which its changelog carries
     * @param params the store, by the format that is chosen
     * @param given its engine; null: chosen by {@code ofStore} or by the configuration
     * @param ofStore chooses its engine; null: the configuration does
     * @param keySerde null: the default of the configuration
     * @param valueSerde null: the default of the configuration
     * @return makes the store when the topology is started
     */
    public static <K, V> StoreBuilder<?> sessionStore(
            String name,
            @Nullable SessionBytesStoreSupplier given,
            @Nullable DslStoreSuppliers ofStore,
            Function<DslStoreFormat, DslSessionParams> params,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde) {
        return new EngineStoreBuilder<StateStore>(name, EngineStoreBuilder.Caching.ALLOWED, (options, choice) -> {
            DslStoreFormat format = choice.keepsHeaders() ? DslStoreFormat.HEADERS : DslStoreFormat.PLAIN;
            SessionBytesStoreSupplier engine =
                    given != null ? given : choice.suppliers(ofStore).sessionStore(params.apply(format));
            var spec = SessionEngine.spec(found(engine, name), keySerde, valueSerde, options);
            return choice.keepsHeaders()
                    ? StoreProvider.get().sessionStoreWithHeaders(spec)
                    : StoreProvider.get().sessionStore(spec);
        });
    }

    private static <E> E found(@Nullable E engine, String store) {
        return Objects.requireNonNull(
                engine,
                () -> "The DslStoreSuppliers for the store " + store + " have no engine for this kind of store");
    }
}
