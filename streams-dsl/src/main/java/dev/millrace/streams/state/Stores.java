package dev.millrace.streams.state;

import dev.millrace.streams.store.StoreProvider;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Declares state stores: first an engine, which is a supplier, then a builder over it, which adds serdes.
 *
 * <pre>{@code
 * topology.addStateStore(
 *     Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore("counts"), Serdes.String(), Serdes.Long()),
 *     "counter");
 * }</pre>
 *
 * <p>Whether timestamps and headers are kept is for the builder to say: the engines are the same. Safe for any thread.
 */
public final class Stores {
    /** Old windows are dropped in units of half the retention, but not of less than a minute. */
    private static final long MIN_SEGMENT_INTERVAL_MS = 60_000;

    /** In memory, windows are dropped one by one. */
    private static final long IN_MEMORY_SEGMENT_INTERVAL_MS = 1;

    /** All methods are static; there is no use for an instance. */
    public Stores() {}

    /**
     * A key-value engine on disk.
     *
     * @param name the store's name
     * @return the engine
     */
    public static KeyValueBytesStoreSupplier persistentKeyValueStore(String name) {
        return new KeyValueEngine(Objects.requireNonNull(name, "name"), true, 0);
    }

    /**
     * A key-value engine on disk, for {@link #timestampedKeyValueStoreBuilder}.
     *
     * @param name the store's name
     * @return the engine
     */
    public static KeyValueBytesStoreSupplier persistentTimestampedKeyValueStore(String name) {
        return persistentKeyValueStore(name);
    }

    /**
     * A key-value engine on disk, for {@link #timestampedKeyValueStoreWithHeadersBuilder}.
     *
     * @param name the store's name
     * @return the engine
     */
    public static KeyValueBytesStoreSupplier persistentTimestampedKeyValueStoreWithHeaders(String name) {
        return persistentKeyValueStore(name);
    }

    /**
     * A key-value engine in memory, rebuilt from the changelog at each start.
     *
     * @param name the store's name
     * @return the engine
     */
    public static KeyValueBytesStoreSupplier inMemoryKeyValueStore(String name) {
        return new KeyValueEngine(Objects.requireNonNull(name, "name"), false, 0);
    }

    /**
     * A key-value engine in memory that keeps a limited number of entries and forgets those that were not used for
     * longest.
     *
     * @param name the store's name
     * @param maxCacheSize number of entries, at least 1
     * @return the engine
     * @throws IllegalArgumentException if the number is less
     */
    public static KeyValueBytesStoreSupplier lruMap(String name, int maxCacheSize) {
        if (maxCacheSize < 1) {
            throw new IllegalArgumentException(
                    "maxCacheSize of the store " + name + " must be at least 1, but is " + maxCacheSize);
        }
        return new KeyValueEngine(Objects.requireNonNull(name, "name"), false, maxCacheSize);
    }

    /**
     * A versioned key-value engine on disk.
     *
     * @param name the store's name
     * @param historyRetention how far the history of a key reaches back, and how late a put may be; not negative
     * @return the engine
     * @throws IllegalArgumentException if the duration is negative or cannot be counted in milliseconds
     */
    public static VersionedBytesStoreSupplier persistentVersionedKeyValueStore(String name, Duration historyRetention) {
        Objects.requireNonNull(name, "name");
        long retentionMs = notNegative(name, historyRetention, "historyRetention");
        return new VersionedEngine(name, retentionMs, segmentMs(true, retentionMs));
    }

    /**
     * A versioned key-value engine on disk.
     *
     * @param name the store's name
     * @param historyRetention how far the history of a key reaches back, and how late a put may be; not negative
     * @param segmentInterval in which units old versions are dropped; at least 1 ms. Small ones free the disk earlier,
     *     large ones make reading the past faster
     * @return the engine
     * @throws IllegalArgumentException if a duration is out of range or cannot be counted in milliseconds
     */
    public static VersionedBytesStoreSupplier persistentVersionedKeyValueStore(
            String name, Duration historyRetention, Duration segmentInterval) {
        Objects.requireNonNull(name, "name");
        long retentionMs = notNegative(name, historyRetention, "historyRetention");
        long intervalMs = notNegative(name, segmentInterval, "segmentInterval");
        if (intervalMs < 1) {
            throw new IllegalArgumentException("segmentInterval of the store " + name + " must be at least 1 ms");
        }
        return new VersionedEngine(name, retentionMs, intervalMs);
    }

    /**
     * A window engine on disk.
     *
     * @param name the store's name
     * @param retentionPeriod how long windows are kept, counted from their start; at least the window size
     * @param windowSize size of the windows, not negative
     * @param retainDuplicates whether a key may have several values with the same window start
     * @return the engine
     * @throws IllegalArgumentException if a duration is out of range or cannot be counted in milliseconds
     */
    public static WindowBytesStoreSupplier persistentWindowStore(
            String name, Duration retentionPeriod, Duration windowSize, boolean retainDuplicates)
            throws IllegalArgumentException {
        return windowEngine(name, true, retentionPeriod, windowSize, retainDuplicates);
    }

    /**
     * A window engine on disk, for {@link #timestampedWindowStoreBuilder}.
     *
     * @param name the store's name
     * @param retentionPeriod how long windows are kept, counted from their start; at least the window size
     * @param windowSize size of the windows, not negative
     * @param retainDuplicates whether a key may have several values with the same window start
     * @return the engine
     * @throws IllegalArgumentException if a duration is out of range or cannot be counted in milliseconds
     */
    public static WindowBytesStoreSupplier persistentTimestampedWindowStore(
            String name, Duration retentionPeriod, Duration windowSize, boolean retainDuplicates)
            throws IllegalArgumentException {
        return persistentWindowStore(name, retentionPeriod, windowSize, retainDuplicates);
    }

    /**
     * A window engine on disk, for {@link #timestampedWindowStoreWithHeadersBuilder}.
     *
     * @param name the store's name
     * @param retentionPeriod how long windows are kept, counted from their start; at least the window size
     * @param windowSize size of the windows, not negative
     * @param retainDuplicates whether a key may have several values with the same window start
     * @return the engine
     * @throws IllegalArgumentException if a duration is out of range or cannot be counted in milliseconds
     */
    public static WindowBytesStoreSupplier persistentTimestampedWindowStoreWithHeaders(
            String name, Duration retentionPeriod, Duration windowSize, boolean retainDuplicates)
            throws IllegalArgumentException {
        return persistentWindowStore(name, retentionPeriod, windowSize, retainDuplicates);
    }

    /**
     * A window engine in memory, rebuilt from the changelog at each start.
     *
     * @param name the store's name
     * @param retentionPeriod how long windows are kept, counted from their start; at least the window size
     * @param windowSize size of the windows, not negative
     * @param retainDuplicates whether a key may have several values with the same window start
     * @return the engine
     * @throws IllegalArgumentException if a duration is out of range or cannot be counted in milliseconds
     */
    public static WindowBytesStoreSupplier inMemoryWindowStore(
            String name, Duration retentionPeriod, Duration windowSize, boolean retainDuplicates)
            throws IllegalArgumentException {
        return windowEngine(name, false, retentionPeriod, windowSize, retainDuplicates);
    }

    /**
     * A session engine on disk.
     *
     * @param name the store's name
     * @param retentionPeriod how long sessions are kept, counted from their end; not negative
     * @return the engine
     * @throws IllegalArgumentException if the duration is negative or cannot be counted in milliseconds
     */
    public static SessionBytesStoreSupplier persistentSessionStore(String name, Duration retentionPeriod) {
        return sessionEngine(name, true, retentionPeriod);
    }

    /**
     * A session engine on disk, for {@link #sessionStoreWithHeadersBuilder}.
     *
     * @param name the store's name
     * @param retentionPeriod how long sessions are kept, counted from their end; not negative
     * @return the engine
     * @throws IllegalArgumentException if the duration is negative or cannot be counted in milliseconds
     */
    public static SessionBytesStoreSupplier persistentSessionStoreWithHeaders(String name, Duration retentionPeriod) {
        return persistentSessionStore(name, retentionPeriod);
    }

    /**
     * A session engine in memory, rebuilt from the changelog at each start.
     *
     * @param name the store's name
     * @param retentionPeriod how long sessions are kept, counted from their end; not negative
     * @return the engine
     * @throws IllegalArgumentException if the duration is negative or cannot be counted in milliseconds
     */
    public static SessionBytesStoreSupplier inMemorySessionStore(String name, Duration retentionPeriod) {
        return sessionEngine(name, false, retentionPeriod);
    }

    /**
     * A key-value store.
     *
     * @param supplier its engine
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a builder; caching is off, logging on
     */
    public static <K, V> StoreBuilder<KeyValueStore<K, V>> keyValueStoreBuilder(
            KeyValueBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                EngineStoreBuilder.Caching.ALLOWED,
                options -> StoreProvider.get()
                        .keyValueStore(KeyValueEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    /**
     * A key-value store that keeps the event time with each value.
     *
     * @param supplier its engine
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values without their time; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a builder; caching is off, logging on
     */
    public static <K, V> StoreBuilder<TimestampedKeyValueStore<K, V>> timestampedKeyValueStoreBuilder(
            KeyValueBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                EngineStoreBuilder.Caching.ALLOWED,
                options -> StoreProvider.get()
                        .timestampedKeyValueStore(KeyValueEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    /**
     * A key-value store that keeps the event time and the headers with each value.
     *
     * @param supplier its engine
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values without time and headers; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a builder; caching is off, logging on
     */
    public static <K, V>
            StoreBuilder<TimestampedKeyValueStoreWithHeaders<K, V>> timestampedKeyValueStoreWithHeadersBuilder(
                    KeyValueBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                EngineStoreBuilder.Caching.ALLOWED,
                options -> StoreProvider.get()
                        .timestampedKeyValueStoreWithHeaders(
                                KeyValueEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    /**
     * A key-value store that remembers former values.
     *
     * @param supplier its engine, one of {@code persistentVersionedKeyValueStore}
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a builder; logging is on, caching cannot be
     */
    public static <K, V> StoreBuilder<VersionedKeyValueStore<K, V>> versionedKeyValueStoreBuilder(
            VersionedBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                EngineStoreBuilder.Caching.REFUSED,
                options -> StoreProvider.get()
                        .versionedKeyValueStore(VersionedEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    /**
     * A window store.
     *
     * @param supplier its engine
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a builder; caching is off, logging on
     */
    public static <K, V> StoreBuilder<WindowStore<K, V>> windowStoreBuilder(
            WindowBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                cachingOf(supplier),
                options -> StoreProvider.get().windowStore(WindowEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    /**
     * A window store that keeps the event time with each value.
     *
     * @param supplier its engine
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values without their time; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a builder; caching is off, logging on
     */
    public static <K, V> StoreBuilder<TimestampedWindowStore<K, V>> timestampedWindowStoreBuilder(
            WindowBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                cachingOf(supplier),
                options -> StoreProvider.get()
                        .timestampedWindowStore(WindowEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    /**
     * A window store that keeps the event time and the headers with each value.
     *
     * @param supplier its engine
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values without time and headers; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a builder; caching is off, logging on
     */
    public static <K, V> StoreBuilder<TimestampedWindowStoreWithHeaders<K, V>> timestampedWindowStoreWithHeadersBuilder(
            WindowBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                cachingOf(supplier),
                options -> StoreProvider.get()
                        .timestampedWindowStoreWithHeaders(WindowEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    /**
     * A session store.
     *
     * @param supplier its engine
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes aggregates; null for the default
     * @param <K> type of the keys
     * @param <V> type of the aggregates
     * @return a builder; caching is off, logging on
     */
    public static <K, V> StoreBuilder<SessionStore<K, V>> sessionStoreBuilder(
            SessionBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                EngineStoreBuilder.Caching.ALLOWED,
                options ->
                        StoreProvider.get().sessionStore(SessionEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    /**
     * A session store that keeps headers with each aggregate.
     *
     * @param supplier its engine
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes aggregates without headers; null for the default
     * @param <K> type of the keys
     * @param <V> type of the aggregates
     * @return a builder; caching is off, logging on
     */
    public static <K, V> StoreBuilder<SessionStoreWithHeaders<K, V>> sessionStoreWithHeadersBuilder(
            SessionBytesStoreSupplier supplier, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        Objects.requireNonNull(supplier, "supplier");
        return new EngineStoreBuilder<>(
                supplier.name(),
                EngineStoreBuilder.Caching.ALLOWED,
                options -> StoreProvider.get()
                        .sessionStoreWithHeaders(SessionEngine.spec(supplier, keySerde, valueSerde, options)));
    }

    private static EngineStoreBuilder.Caching cachingOf(WindowBytesStoreSupplier supplier) {
        return supplier.retainDuplicates()
                ? EngineStoreBuilder.Caching.WITHOUT_EFFECT
                : EngineStoreBuilder.Caching.ALLOWED;
    }

    private static WindowEngine windowEngine(
            String name, boolean persistent, Duration retention, Duration windowSize, boolean retainDuplicates) {
        Objects.requireNonNull(name, "name");
        long retentionMs = notNegative(name, retention, "retentionPeriod");
        long windowSizeMs = notNegative(name, windowSize, "windowSize");
        if (retentionMs < windowSizeMs) {
            throw new IllegalArgumentException(
                    "The window store " + name + " must keep windows at least as long as they"
                            + " are: retentionPeriod is " + retentionMs + " ms, windowSize " + windowSizeMs + " ms");
        }
        return new WindowEngine(
                name, persistent, retentionMs, segmentMs(persistent, retentionMs), windowSizeMs, retainDuplicates);
    }

    private static SessionEngine sessionEngine(String name, boolean persistent, Duration retention) {
        Objects.requireNonNull(name, "name");
        long retentionMs = notNegative(name, retention, "retentionPeriod");
        return new SessionEngine(name, persistent, retentionMs, segmentMs(persistent, retentionMs));
    }

    private static long segmentMs(boolean persistent, long retentionMs) {
        return persistent ? Math.max(retentionMs / 2, MIN_SEGMENT_INTERVAL_MS) : IN_MEMORY_SEGMENT_INTERVAL_MS;
    }

    private static long notNegative(String store, Duration duration, String name) {
        long ms = EpochMillis.of(duration, name);
        if (ms < 0) {
            throw new IllegalArgumentException(
                    name + " of the store " + store + " must not be negative, but is " + ms + " ms");
        }
        return ms;
    }
}
