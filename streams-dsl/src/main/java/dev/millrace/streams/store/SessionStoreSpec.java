package dev.millrace.streams.store;

import dev.millrace.streams.state.SessionBytesStoreSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A session store to be built.
 *
 * @param name the store's name, unique in its topology
 * @param persistent on disk, or in memory and rebuilt from the changelog at each start
 * @param retentionMs how long a session is kept after its end, by the time observed in the store's own puts
 * @param segmentIntervalMs how much time one segment covers; expired sessions are removed by whole segments
 * @param options caching, logging, live values
 * @param keySerde null: the default of the configuration
 * @param valueSerde null: the default of the configuration
 * @param customEngine a user's own byte store to be used below; null: ours
 */
public record SessionStoreSpec<K, V>(
        String name,
        boolean persistent,
        long retentionMs,
        long segmentIntervalMs,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        @Nullable SessionBytesStoreSupplier customEngine,
        StoreOptions options) {

    /**
     * Checks the times.
     *
     * @param name not null
     * @param persistent whether it is on disk
     * @param retentionMs at least 0
     * @param segmentIntervalMs above 0
     * @param keySerde null: the default
     * @param valueSerde null: the default
     * @param customEngine null: ours
     * @param options not null
     * @throws IllegalArgumentException if a time is out of its bounds
     */
    public SessionStoreSpec {
        if (retentionMs < 0 || segmentIntervalMs <= 0) {
            throw new IllegalArgumentException("Store " + name + ": retention (" + retentionMs
                    + " ms) must not be negative, the segment interval (" + segmentIntervalMs
                    + " ms) must be positive");
        }
    }

    /**
     * A store on our own engine.
     *
     * @param name the store's name, unique in its topology
     * @param persistent on disk, or in memory and rebuilt from the changelog at each start
     * @param retentionMs how long a session is kept after its end; at least 0
     * @param segmentIntervalMs how much time one segment covers; above 0
     * @param options caching, logging, live values
     * @param keySerde null: the default of the configuration
     * @param valueSerde null: the default of the configuration
     */
    public SessionStoreSpec(
            String name,
            boolean persistent,
            long retentionMs,
            long segmentIntervalMs,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        this(name, persistent, retentionMs, segmentIntervalMs, keySerde, valueSerde, null, options);
    }
}
