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
 * @param keySerde null: the default of the configuration
 * @param valueSerde null: the default of the configuration
 * @param customEngine a user's own byte store to be used below; null: ours
 * @param options caching, logging, live values
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

    public SessionStoreSpec {
        if (retentionMs < 0 || segmentIntervalMs <= 0) {
            throw new IllegalArgumentException("Store " + name + ": retention (" + retentionMs
                    + " ms) must not be negative, the segment interval (" + segmentIntervalMs
                    + " ms) must be positive");
        }
    }

    /** A store on our own engine. */
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
