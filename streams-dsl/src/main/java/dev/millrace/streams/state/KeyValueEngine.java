package dev.millrace.streams.state;

import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StoreProvider;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One of our engines for a key-value store.
 *
 * @param persistent on disk or in memory
 * @param maxEntries above 0: least recently used entries beyond this number are dropped; 0: no limit
 */
record KeyValueEngine(String name, boolean persistent, int maxEntries)
        implements KeyValueBytesStoreSupplier, HeadersBytesStoreSupplier {
    /** What is to be built over a supplier, which may be one of ours or a user's own. */
    static <K, V> KeyValueStoreSpec<K, V> spec(
            KeyValueBytesStoreSupplier supplier,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        if (supplier instanceof KeyValueEngine ours) {
            return new KeyValueStoreSpec<>(
                    ours.name, ours.persistent, keySerde, valueSerde, ours.maxEntries, null, options);
        }
        return new KeyValueStoreSpec<>(supplier.name(), false, keySerde, valueSerde, 0, supplier, options);
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return StoreProvider.get()
                .keyValueStore(spec(this, Serdes.Bytes(), Serdes.ByteArray(), StoreOptions.DEFAULT.withoutLogging()));
    }

    @Override
    public String metricsScope() {
        if (persistent) {
            return "rocksdb";
        }
        return maxEntries > 0 ? "in-memory-lru" : "in-memory";
    }
}
