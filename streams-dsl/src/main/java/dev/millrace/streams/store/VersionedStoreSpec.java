package dev.millrace.streams.store;

import dev.millrace.streams.state.VersionedBytesStoreSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A versioned key-value store to be built.
 *
 * @param name the store's name, unique in its topology
 * @param persistent on disk, or in memory and rebuilt from the changelog at each start
 * @param historyRetentionMs how long a version is kept after another has followed it, by the time observed in the store's own
 *     puts; what is put may be late by as much
 * @param segmentIntervalMs how much time one segment covers; expired versions are removed by whole segments
 * @param keySerde null: the default of the configuration
 * @param valueSerde null: the default of the configuration
 * @param customEngine a user's own byte store to be used below; null: ours
 * @param options logging and live values; there is no caching
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

    public VersionedStoreSpec {
        if (historyRetentionMs < 0 || segmentIntervalMs <= 0) {
            throw new IllegalArgumentException("Store " + name + ": history retention (" + historyRetentionMs
                    + " ms) must not be negative, the segment interval (" + segmentIntervalMs
                    + " ms) must be positive");
        }
    }

    /** A store on our own engine. */
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
