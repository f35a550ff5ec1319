package dev.millrace.streams.store;

import dev.millrace.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A window store to be built.
 *
 * @param name the store's name, unique in its topology
 * @param persistent on disk, or in memory and rebuilt from the changelog at each start
 * @param retentionMs how long a window is kept after its start, by the time observed in the store's own puts
 * @param segmentIntervalMs how much time one segment covers; expired windows are removed by whole segments
 * @param windowSizeMs the length of a window, from which the end of a {@code Windowed} key is made
 * @param retainDuplicates whether several values for the same key and time are kept (joins of two streams)
 * @param options caching, logging, live values
 * @param keySerde null: the default of the configuration
 * @param valueSerde the serde of the value without its timestamp; null: the default of the configuration
 * @param customEngine a user's own byte store to be used below; null: ours
 */
public record WindowStoreSpec<K, V>(
        String name,
        boolean persistent,
        long retentionMs,
        long segmentIntervalMs,
        long windowSizeMs,
        boolean retainDuplicates,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        @Nullable WindowBytesStoreSupplier customEngine,
        StoreOptions options) {

    /**
     * Checks the times.
     *
     * @param name not null
     * @param persistent whether it is on disk
     * @param retentionMs at least 0
     * @param segmentIntervalMs above 0
     * @param windowSizeMs at least 0
     * @param retainDuplicates whether several values for one key and time are kept
     * @param keySerde null: the default
     * @param valueSerde null: the default
     * @param customEngine null: ours
     * @param options not null
     * @throws IllegalArgumentException if a time is out of its bounds
     */
    public WindowStoreSpec {
        if (retentionMs < 0 || windowSizeMs < 0 || segmentIntervalMs <= 0) {
            throw new IllegalArgumentException("Store " + name + ": retention (" + retentionMs
                    + " ms) and window size (" + windowSizeMs + " ms) must not be negative, the segment interval ("
                    + segmentIntervalMs + " ms) must be positive");
        }
    }

    /**
     * A store on our own engine.
     *
     * @param name the store's name, unique in its topology
     * @param persistent on disk, or in memory and rebuilt from the changelog at each start
     * @param retentionMs how long a window is kept after its start; at least 0
     * @param segmentIntervalMs how much time one segment covers; above 0
     * @param windowSizeMs the length of a window; at least 0
     * @param retainDuplicates whether several values for one key and time are kept
     * @param options caching, logging, live values
     * @param keySerde null: the default of the configuration
     * @param valueSerde the serde of the value without its timestamp; null: the default of the configuration
     */
    public WindowStoreSpec(
            String name,
            boolean persistent,
            long retentionMs,
            long segmentIntervalMs,
            long windowSizeMs,
            boolean retainDuplicates,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        this(
                name,
                persistent,
                retentionMs,
                segmentIntervalMs,
                windowSizeMs,
                retainDuplicates,
                keySerde,
                valueSerde,
                null,
                options);
    }
}
