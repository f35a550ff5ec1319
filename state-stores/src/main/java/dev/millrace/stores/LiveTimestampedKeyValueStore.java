package dev.millrace.stores;

import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.KeyValueStoreSpec;

/** A key-value store that keeps a timestamp with each value. */
final class LiveTimestampedKeyValueStore<K, V> extends LiveKeyValueStore<K, ValueAndTimestamp<V>>
        implements TimestampedKeyValueStore<K, V> {

    private final KeyValueStoreSpec<K, V> spec;

    LiveTimestampedKeyValueStore(KeyValueStoreSpec<K, V> spec) {
        super(spec, "tkv");
        this.spec = spec;
    }

    @Override
    ValueCodec<ValueAndTimestamp<V>> bind(StoreBinding binding) {
        bindKeys(binding);
        return ValueCodec.timestamped(
                binding.valueSerde(spec.valueSerde()),
                binding.topic(),
                options().liveValues());
    }
}
