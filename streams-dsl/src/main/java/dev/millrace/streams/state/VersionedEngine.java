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
    /** What is to be built over a supplier, which may be one of ours or a user's own. */
    static <K, V> VersionedStoreSpec<K, V> spec(
            VersionedBytesStoreSupplier supplier,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        long segmentMs = supplier instanceof VersionedEngine ours ? ours.segmentIntervalMs : 1;
        return new VersionedStoreSpec<>(
                supplier.name(),
                true,
                supplier.historyRetentionMs(),
                segmentMs,
                keySerde,
                valueSerde,
                supplier instanceof VersionedEngine ? null : supplier,
                options);
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
