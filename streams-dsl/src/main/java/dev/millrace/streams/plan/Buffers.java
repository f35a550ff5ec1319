package dev.millrace.streams.plan;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StoreProvider;
import dev.millrace.streams.store.StreamBuffer;
import dev.millrace.streams.store.SuppressionBuffer;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Builds the buffers behind suppress and joins with a grace period. They are logged unless the user says otherwise, and
 * never cached.
 */
final class Buffers<T extends StateStore> implements StoreBuilder<T> {

    private final String name;
    private final Function<StoreOptions, T> engine;
    private StoreOptions options = StoreOptions.DEFAULT;

    private Buffers(String name, Function<StoreOptions, T> engine) {
        this.name = name;
        this.engine = engine;
    }

    /**
     * The buffer of a suppress.
     *
     * @param liveValues whether what waits may stay live objects: for the results of a windowed aggregation, which says
     *     so whenever it has changed one. An aggregate that grows with every record would otherwise be serialised with
     *     every record
     */
    static <K, V> StoreBuilder<SuppressionBuffer<K, V>> suppression(
            String name, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde, boolean liveValues) {
        return new Buffers<>(
                name,
                options -> StoreProvider.get()
                        .suppressionBuffer(
                                new BufferSpec<>(name, keySerde, valueSerde, options.withLiveValues(liveValues))));
    }

    /** The buffer of a join of a stream and a table with a grace period. */
    static <K, V> StoreBuilder<StreamBuffer<K, V>> stream(
            String name, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return new Buffers<>(
                name,
                options -> StoreProvider.get().streamBuffer(new BufferSpec<>(name, keySerde, valueSerde, options)));
    }

    @Override
    public StoreBuilder<T> withCachingEnabled() {
        return this;
    }

    @Override
    public StoreBuilder<T> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<T> withLoggingEnabled(Map<String, String> config) {
        options = options.withLogging(config);
        return this;
    }

    @Override
    public StoreBuilder<T> withLoggingDisabled() {
        options = options.withoutLogging();
        return this;
    }

    @Override
    public T build() {
        return engine.apply(options);
    }

    @Override
    public Map<String, String> logConfig() {
        return options.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return options.logging();
    }

    @Override
    public String name() {
        return name;
    }
}
