package dev.millrace.streams.state;

import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StoreProvider;
import dev.millrace.streams.store.WindowStoreSpec;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One of our engines for a window store; the accessors are those of {@link WindowBytesStoreSupplier}, in milliseconds.
 *
 * @param persistent on disk or in memory
 */
record WindowEngine(
        String name,
        boolean persistent,
        long retentionPeriod,
        long segmentIntervalMs,
        long windowSize,
        boolean retainDuplicates)
        implements WindowBytesStoreSupplier, HeadersBytesStoreSupplier {
    /** What is to be built over a supplier. */
    static <K, V> WindowStoreSpec<K, V> spec(
            WindowBytesStoreSupplier supplier,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        if (!(supplier instanceof WindowEngine ours)) {
            throw new IllegalArgumentException("The window store " + supplier.name() + " has an engine of its own ("
                    + supplier.getClass().getName() + "), but window stores run on the engines of Stores only:"
                    + " use Stores.persistentWindowStore or Stores.inMemoryWindowStore");
        }
        return new WindowStoreSpec<>(
                ours.name,
                ours.persistent,
                ours.retentionPeriod,
                ours.segmentIntervalMs,
                ours.windowSize,
                ours.retainDuplicates,
                keySerde,
                valueSerde,
                options);
    }

    @Override
    public WindowStore<Bytes, byte[]> get() {
        return StoreProvider.get()
                .windowStore(spec(this, Serdes.Bytes(), Serdes.ByteArray(), StoreOptions.DEFAULT.withoutLogging()));
    }

    @Override
    public String metricsScope() {
        return persistent ? "rocksdb-window" : "in-memory-window";
    }
}
