package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.EmitStrategy;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.DslSessionParams;
import dev.millrace.streams.state.DslStores;
import dev.millrace.streams.state.DslWindowParams;
import dev.millrace.streams.state.KeyValueBytesStoreSupplier;
import dev.millrace.streams.state.SessionBytesStoreSupplier;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.StoreSupplier;
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

    private static final long LEAST_BEYOND_CLOSE_MS = 60_000;

    /**
     * Decides name and serdes.
     *
     * @param prefix of a generated name, up to {@code STATE-STORE-}; null: none is generated, since there is a store
     *     only if the user names one
     * @param keySerde used if the user gives none
     * @param valueSerde used if the user gives none
     */
    static <K, V, S extends StateStore> StoreChoice<K, V, S> of(
            Materialized<K, V, S> materialized,
            Names names,
            @Nullable String prefix,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(materialized, "materialized must not be null");
        String given = nameOf(materialized);
        return new StoreChoice<>(
                materialized,
                given != null ? given : prefix == null ? "" : names.next(prefix + "STATE-STORE-"),
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
        return tuned(DslStores.keyValueStore(
                name,
                given instanceof KeyValueBytesStoreSupplier engine ? engine : null,
                materialized.dslStoreSuppliers(),
                keySerde,
                valueSerde));
    }

    /** How long the store of an aggregation by windows keeps a window. */
    long windowRetentionMs(WindowKind windows, boolean onClose) {
        return materialized.storeSupplier() instanceof WindowBytesStoreSupplier given
                ? given.retentionPeriod()
                : retention(windows, onClose).toMillis();
    }

    /** The store of an aggregation by windows. */
    StoreBuilder<?> windowStore(WindowKind windows, boolean onClose) {
        Duration retention = retention(windows, onClose);
        StoreSupplier<S> given = materialized.storeSupplier();
        return uncachedIf(
                onClose,
                tuned(DslStores.windowStore(
                        name,
                        given instanceof WindowBytesStoreSupplier engine ? engine : null,
                        materialized.dslStoreSuppliers(),
                        format -> new DslWindowParams(
                                name,
                                retention,
                                Duration.ofMillis(windows.sizeMs()),
                                false,
                                emitStrategy(onClose),
                                false,
                                format),
                        keySerde,
                        valueSerde)));
    }

    private Duration retention(WindowKind windows, boolean onClose) {
        return retention(
                windows.retentionMs(),
                "windows of " + windows.sizeMs() + " ms with a grace of " + windows.graceMs() + " ms",
                onClose);
    }

    /** How long the store of an aggregation by sessions keeps a session. */
    long sessionRetentionMs(SessionWindows windows, boolean onClose) {
        return materialized.storeSupplier() instanceof SessionBytesStoreSupplier given
                ? given.retentionPeriod()
                : retention(windows, onClose).toMillis();
    }

    /** The store of an aggregation by sessions. */
    StoreBuilder<?> sessionStore(SessionWindows windows, boolean onClose) {
        Duration retention = retention(windows, onClose);
        StoreSupplier<S> given = materialized.storeSupplier();
        return uncachedIf(
                onClose,
                tuned(DslStores.sessionStore(
                        name,
                        given instanceof SessionBytesStoreSupplier engine ? engine : null,
                        materialized.dslStoreSuppliers(),
                        format -> new DslSessionParams(name, retention, emitStrategy(onClose), format),
                        keySerde,
                        valueSerde)));
    }

    private Duration retention(SessionWindows windows, boolean onClose) {
        return retention(
                windows.inactivityGap() + windows.gracePeriodMs(),
                "sessions with a gap of " + windows.inactivityGap() + " ms and a grace of " + windows.gracePeriodMs()
                        + " ms",
                onClose);
    }

    private static EmitStrategy emitStrategy(boolean onClose) {
        return onClose ? EmitStrategy.onWindowClose() : EmitStrategy.onWindowUpdate();
    }

    /** Where only what has closed is sent, there is nothing for a cache to do. */
    private static StoreBuilder<?> uncachedIf(boolean onClose, StoreBuilder<?> store) {
        return onClose ? store.withCachingDisabled() : store;
    }

    /**
     * Where results are sent when windows have closed, the store keeps them a while longer, so that not each record is
     * a look.
     */
    private Duration retention(long neededMs, String why, boolean onClose) {
        Duration retention = materialized.retention();
        if (retention != null && retention.toMillis() < neededMs) {
            throw new IllegalArgumentException(
                    "The retention of store " + name + " is " + retention.toMillis() + " ms, but " + why + " need "
                            + neededMs + " ms. Raise Materialized.withRetention, or leave it out.");
        }
        long atLeastMs = onClose ? neededMs + Math.max(neededMs / 2, LEAST_BEYOND_CLOSE_MS) : neededMs;
        return Duration.ofMillis(retention == null ? atLeastMs : Math.max(retention.toMillis(), atLeastMs));
    }

    private StoreBuilder<?> tuned(StoreBuilder<?> store) {
        StoreBuilder<?> logged = materialized.loggingEnabled()
                ? store.withLoggingEnabled(materialized.logConfig())
                : store.withLoggingDisabled();
        return materialized.cachingEnabled() ? logged.withCachingEnabled() : logged.withCachingDisabled();
    }
}
