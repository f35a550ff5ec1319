package dev.millrace.stores;

import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WindowStoreSpec;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Stores as tests want them. */
final class Specs {

    static final StoreOptions CACHED = StoreOptions.DEFAULT.withCaching(true);

    private Specs() {}

    static KeyValueStoreSpec<String, Long> keyValue(boolean persistent) {
        return keyValue(persistent, StoreOptions.DEFAULT);
    }

    static KeyValueStoreSpec<String, Long> keyValue(boolean persistent, StoreOptions options) {
        return new KeyValueStoreSpec<>("kv", persistent, Serdes.String(), Serdes.Long(), options);
    }

    static <V> WindowStoreSpec<String, V> window(
            boolean persistent, long retentionMs, long segmentMs, boolean duplicates, Serde<V> values) {
        return new WindowStoreSpec<>(
                "win",
                persistent,
                retentionMs,
                segmentMs,
                10,
                duplicates,
                Serdes.String(),
                values,
                StoreOptions.DEFAULT);
    }

    static SessionStoreSpec<String, Long> session(boolean persistent, long retentionMs, long segmentMs) {
        return new SessionStoreSpec<>(
                "ses", persistent, retentionMs, segmentMs, Serdes.String(), Serdes.Long(), StoreOptions.DEFAULT);
    }
}
