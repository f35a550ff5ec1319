package dev.millrace.stores;

import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.store.KeyValueStoreSpec;

/** A key-value store that keeps timestamp and headers with each value. */
final class LiveTimestampedKeyValueStoreWithHeaders<K, V> extends LiveKeyValueStore<K, ValueTimestampHeaders<V>>
        implements TimestampedKeyValueStoreWithHeaders<K, V> {

    private final KeyValueStoreSpec<K, V> spec;

    LiveTimestampedKeyValueStoreWithHeaders(KeyValueStoreSpec<K, V> spec) {
        super(spec, "hkv");
        this.spec = spec;
    }

    @Override
    ValueCodec<ValueTimestampHeaders<V>> bind(StoreBinding binding) {
        bindKeys(binding);
        return HeadersCodec.ofValues(
                binding.valueSerde(spec.valueSerde()),
                binding.topic(),
                options().liveValues());
    }
}
