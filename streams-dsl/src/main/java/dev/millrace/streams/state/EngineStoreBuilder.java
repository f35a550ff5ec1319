package dev.millrace.streams.state;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.store.StoreOptions;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Collects the options of a store and leaves the rest to the engine. What {@link Stores} hands out; public, as an
 * addition to the mirrored API, for operators of the DSL that own their store.
 *
 * @param <T> type of the store
 */
public final class EngineStoreBuilder<T extends StateStore> implements StoreBuilder<T> {
    /** What a kind of store makes of the wish for caching. */
    enum Caching {
        ALLOWED,
        /** Nothing: no update of such a store replaces another. */
        WITHOUT_EFFECT,
        REFUSED
    }

    private final String name;
    private final Caching caching;
    private final BiFunction<StoreOptions, DslStores, T> engine;
    private OptionalLong historyRetentionMs = OptionalLong.empty();
    private StoreOptions options = StoreOptions.DEFAULT;
    private DslStores choice = new DslStores();

    EngineStoreBuilder(String name, Caching caching, Function<StoreOptions, T> engine) {
        this(name, caching, (options, choice) -> engine.apply(options));
    }

    /** @param engine gets what the DSL's stores are if they do not choose themselves */
    EngineStoreBuilder(String name, Caching caching, BiFunction<StoreOptions, DslStores, T> engine) {
        this.name = Objects.requireNonNull(name, "name");
        this.caching = caching;
        this.engine = engine;
    }

    /**
     * Has no effect on a store that retains duplicates, where no update replaces another.
     *
     * @throws IllegalStateException if it is a versioned store, whose every update counts
     */
    @Override
    public StoreBuilder<T> withCachingEnabled() {
        if (caching == Caching.REFUSED) {
            throw new IllegalStateException("Versioned stores do not support caching, and " + name + " is one");
        }
        options = options.withCaching(caching == Caching.ALLOWED);
        return this;
    }

    @Override
    public StoreBuilder<T> withCachingDisabled() {
        options = options.withCaching(false);
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

    /**
     * Lets values of any type stay live objects in the store. The caller promises that nobody changes a value without
     * putting it again, see {@link StoreOptions#liveValues()}.
     *
     * @return this builder
     */
    public EngineStoreBuilder<T> withLiveValues() {
        options = options.withLiveValues(true);
        return this;
    }

    /**
     * Takes the choice of the topology that the store belongs to.
     *
     * @param newChoice for stores of the DSL that do not choose themselves
     */
    public void chosenBy(DslStores newChoice) {
        choice = newChoice;
    }

    /** Says that it is a versioned store, and for how long it keeps the past. */
    EngineStoreBuilder<T> withHistoryRetentionMs(long newRetentionMs) {
        historyRetentionMs = OptionalLong.of(newRetentionMs);
        return this;
    }

    /**
     * For how long a versioned store keeps the past, in milliseconds.
     *
     * @return empty if it is not a versioned store
     */
    public OptionalLong historyRetentionMs() {
        return historyRetentionMs;
    }

    @Override
    public T build() {
        return engine.apply(options, choice);
    }

    @Override
    public Map<String, String> logConfig() {
        return options.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return options.logging();
    }

    /**
     * Whether updates may be held back until the next commit.
     *
     * @return false unless enabled
     */
    public boolean cachingEnabled() {
        return options.caching();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "StoreBuilder{name=" + name + ", options=" + options + '}';
    }
}
