package dev.millrace.streams.store;

import dev.millrace.streams.state.VersionedBytesStoreSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A versioned key-value store to be built.
 *
 * @param name the store's name, unique in its topology
 * @param persistent on disk, or in memory and rebuilt from the changelog at each start
 * @param historyRetentionMs how long a version is kept after another has followed it, by the time observed in the
 *     store's own puts; what is put may be late by as much
 * @param segmentIntervalMs how much time one segment covers; expired versions are removed by whole segments
 * @param options logging and live values; there is no caching
 * @param keySerde null: the default of the configuration
 * @param valueSerde null: the default of the configuration
 * @param customEngine a user's own byte store to be used below; null: ours
 */
public record VersionedStoreSpec<K, V>(
        String name,
        boolean persistent,
        long historyRetentionMs,
        long segmentIntervalMs,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        @Nullable VersionedBytesStoreSupplier customEngine,
        StoreOptions options) {

    /**
     * Checks the times.
     *
     * @param name not null
     * @param persistent whether it is on disk
     * @param historyRetentionMs at least 0
     * @param segmentIntervalMs above 0
     * @param keySerde null: the default
     * @param valueSerde null: the default
     * @param customEngine null: ours
     * @param options not null
     * @throws IllegalArgumentException if a time is out of its bounds
     */
    public VersionedStoreSpec {
        if (historyRetentionMs < 0 || segmentIntervalMs <= 0) {
            throw new IllegalArgumentException("Store " + name + ": history retention (" + historyRetentionMs
                    + " ms) must not be negative, the segment interval (" + segmentIntervalMs
                    + " ms) must be positive");
        }
    }

    /**
     * A store on our own engine.
     *
     * @param name the store's name, unique in its topology
     * @param persistent on disk, or in memory and rebuilt from the changelog at each start
     * @param historyRetentionMs how long a version is kept after another has followed it; at least 0
     * @param segmentIntervalMs how much time one segment covers; above 0
     * @param options logging and live values; there is no caching
     * @param keySerde null: the default of the configuration
     * @param valueSerde null: the default of the configuration
     */
    public VersionedStoreSpec(
            String name,
            boolean persistent,
            long historyRetentionMs,
            long segmentIntervalMs,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        this(name, persistent, historyRetentionMs, segmentIntervalMs, keySerde, valueSerde, null, options);
    }
}
