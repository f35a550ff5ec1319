package dev.millrace.streams.plan;

import dev.millrace.streams.DslStoreFormat;
import dev.millrace.streams.kstream.EmitStrategy;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.BuiltInDslStoreSuppliers;
import dev.millrace.streams.state.DslKeyValueParams;
import dev.millrace.streams.state.DslSessionParams;
import dev.millrace.streams.state.DslStoreSuppliers;
import dev.millrace.streams.state.DslWindowParams;
import dev.millrace.streams.state.KeyValueBytesStoreSupplier;
import dev.millrace.streams.state.SessionBytesStoreSupplier;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.StoreSupplier;
import dev.millrace.streams.state.Stores;
import dev.millrace.streams.state.WindowBytesStoreSupplier;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Materialized} and the DSL's defaults say together about the store of a table.
 *
 * @param name the store's name, given or generated
 * @param named whether the user gave it: only then is the store there for queries
 */
record StoreChoice<K, V, S extends StateStore>(
        Materialized<K, V, S> materialized,
        String name,
        boolean named,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde) {

    /**
     * Decides name and serdes.
     *
     * @param prefix of a generated name, up to {@code STATE-STORE-}
     * @param keySerde used if the user gives none
     * @param valueSerde used if the user gives none
     */
    static <K, V, S extends StateStore> StoreChoice<K, V, S> of(
            Materialized<K, V, S> materialized,
            Names names,
            String prefix,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(materialized, "materialized must not be null");
        String given = nameOf(materialized);
        return new StoreChoice<>(
                materialized,
                given == null ? names.next(prefix + "STATE-STORE-") : given,
                given != null,
                materialized.keySerde() == null ? keySerde : materialized.keySerde(),
                materialized.valueSerde() == null ? valueSerde : materialized.valueSerde());
    }

    /** The name that the user gave, alone or with a store; null if none. */
    static @Nullable String nameOf(Materialized<?, ?, ?> materialized) {
        StoreSupplier<?> supplier = materialized.storeSupplier();
        return supplier == null ? materialized.storeName() : supplier.name();
    }

    @Nullable
    String queryableName() {
        return named ? name : null;
    }

    StoreBuilder<?> keyValueStore() {
        StoreSupplier<S> given = materialized.storeSupplier();
        return tuned(Stores.timestampedKeyValueStoreBuilder(
                given instanceof KeyValueBytesStoreSupplier supplier
                        ? supplier
                        : engines().keyValueStore(new DslKeyValueParams(name, DslStoreFormat.TIMESTAMPED)),
                keySerde,
                valueSerde));
    }

    StoreBuilder<?> windowStore(long sizeMs, long graceMs) {
        Duration retention = retention(sizeMs + graceMs, "window size " + sizeMs + " ms and grace " + graceMs + " ms");
        StoreSupplier<S> given = materialized.storeSupplier();
        WindowBytesStoreSupplier engine = given instanceof WindowBytesStoreSupplier supplier
                ? supplier
                : engines()
                        .windowStore(new DslWindowParams(
                                name,
                                retention,
                                Duration.ofMillis(sizeMs),
                                false,
                                EmitStrategy.onWindowUpdate(),
                                false,
                                DslStoreFormat.TIMESTAMPED));
        return tuned(Stores.timestampedWindowStoreBuilder(found(engine), keySerde, valueSerde));
    }

    StoreBuilder<?> sessionStore(long gapMs, long graceMs) {
        Duration retention = retention(gapMs + graceMs, "inactivity gap " + gapMs + " ms and grace " + graceMs + " ms");
        StoreSupplier<S> given = materialized.storeSupplier();
        SessionBytesStoreSupplier engine = given instanceof SessionBytesStoreSupplier supplier
                ? supplier
                : engines()
                        .sessionStore(new DslSessionParams(
                                name, retention, EmitStrategy.onWindowUpdate(), DslStoreFormat.PLAIN));
        return tuned(Stores.sessionStoreBuilder(found(engine), keySerde, valueSerde));
    }

    private DslStoreSuppliers engines() {
        DslStoreSuppliers chosen = materialized.dslStoreSuppliers();
        return chosen == null ? BuiltInDslStoreSuppliers.ROCKS_DB : chosen;
    }

    private <E> E found(@Nullable E engine) {
        return Objects.requireNonNull(
                engine, () -> "The store type of " + name + " has no engine for this kind of store");
    }

    private Duration retention(long neededMs, String why) {
        Duration retention = materialized.retention();
        if (retention != null && retention.toMillis() < neededMs) {
            throw new IllegalArgumentException(
                    "The retention of store " + name + " is " + retention.toMillis() + " ms, but " + why + " need "
                            + neededMs + " ms. Raise Materialized.withRetention, or leave it out.");
        }
        return retention == null ? Duration.ofMillis(neededMs) : retention;
    }

    private StoreBuilder<?> tuned(StoreBuilder<?> store) {
        StoreBuilder<?> logged = materialized.loggingEnabled()
                ? store.withLoggingEnabled(materialized.logConfig())
                : store.withLoggingDisabled();
        return materialized.cachingEnabled() ? logged.withCachingEnabled() : logged.withCachingDisabled();
    }
}
