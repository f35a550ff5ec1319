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
    /** What is to be built over a supplier, which may be one of ours or a user's own. */
    static <K, V> WindowStoreSpec<K, V> spec(
            WindowBytesStoreSupplier supplier,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        boolean isOurs = supplier instanceof WindowEngine;
        return new WindowStoreSpec<>(
                supplier.name(),
                supplier instanceof WindowEngine ours && ours.persistent,
                supplier.retentionPeriod(),
                isOurs ? supplier.segmentIntervalMs() : Math.max(1, supplier.segmentIntervalMs()),
                supplier.windowSize(),
                supplier.retainDuplicates(),
                keySerde,
                valueSerde,
                isOurs ? null : supplier,
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
