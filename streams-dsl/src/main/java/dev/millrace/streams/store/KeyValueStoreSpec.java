package dev.millrace.streams.store;

import dev.millrace.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store to be built.
 *
 * @param name the store's name, unique in its topology
 * @param persistent on disk, or in memory and rebuilt from the changelog at each start
 * @param maxEntries above 0: the least recently used entries beyond this number are deleted ({@code Stores.lruMap}); 0:
 *     no limit
 * @param options caching, logging, live values
 * @param keySerde null: the default of the configuration
 * @param valueSerde the serde of the value without its timestamp; null: the default of the configuration
 * @param customEngine a user's own byte store to be used below; null: ours
 */
public record KeyValueStoreSpec<K, V>(
        String name,
        boolean persistent,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        int maxEntries,
        @Nullable KeyValueBytesStoreSupplier customEngine,
        StoreOptions options) {

    /**
     * Checks the limit.
     *
     * @param name not null
     * @param persistent whether it is on disk
     * @param keySerde null: the default
     * @param valueSerde null: the default
     * @param maxEntries at least 0; 0: no limit
     * @param customEngine null: ours
     * @param options not null
     * @throws IllegalArgumentException if the limit is negative
     */
    public KeyValueStoreSpec {
        if (maxEntries < 0) {
            throw new IllegalArgumentException("Store " + name + ": maxEntries must not be negative: " + maxEntries);
        }
    }

    /**
     * A store without a limit, on our own engine.
     *
     * @param name the store's name, unique in its topology
     * @param persistent on disk, or in memory and rebuilt from the changelog at each start
     * @param options caching, logging, live values
     * @param keySerde null: the default of the configuration
     * @param valueSerde the serde of the value without its timestamp; null: the default of the configuration
     */
    public KeyValueStoreSpec(
            String name,
            boolean persistent,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        this(name, persistent, keySerde, valueSerde, 0, null, options);
    }
}
