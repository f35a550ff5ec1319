package dev.millrace.streams.state;

import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StoreProvider;
import dev.millrace.streams.store.VersionedStoreSpec;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Our engine for a versioned store, on disk. */
record VersionedEngine(String name, long historyRetentionMs, long segmentIntervalMs)
        implements VersionedBytesStoreSupplier {
    /** What is to be built over a supplier. */
    static <K, V> VersionedStoreSpec<K, V> spec(
            VersionedBytesStoreSupplier supplier,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        if (!(supplier instanceof VersionedEngine ours)) {
            throw new IllegalArgumentException("The versioned store " + supplier.name() + " has an engine of its own ("
                    + supplier.getClass().getName() + "), but versioned stores run on the engine of Stores only:"
                    + " use Stores.persistentVersionedKeyValueStore");
        }
        return new VersionedStoreSpec<>(
                ours.name, true, ours.historyRetentionMs, ours.segmentIntervalMs, keySerde, valueSerde, options);
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        VersionedStoreSpec<Bytes, byte[]> spec =
                spec(this, Serdes.Bytes(), Serdes.ByteArray(), StoreOptions.DEFAULT.withoutLogging());
        return new VersionedBytes(StoreProvider.get().versionedKeyValueStore(spec));
    }

    @Override
    public String metricsScope() {
        return "rocksdb";
    }
}
