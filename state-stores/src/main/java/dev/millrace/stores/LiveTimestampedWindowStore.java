package dev.millrace.stores;

import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.WindowStoreSpec;

/** A window store that keeps a timestamp with each value. */
final class LiveTimestampedWindowStore<K, V> extends LiveWindowStore<K, ValueAndTimestamp<V>>
        implements TimestampedWindowStore<K, V> {

    private final WindowStoreSpec<K, V> spec;

    LiveTimestampedWindowStore(WindowStoreSpec<K, V> spec) {
        super(spec, "twin");
        this.spec = spec;
    }

    @Override
    ValueCodec<ValueAndTimestamp<V>> bind(StoreBinding binding) {
        bindWindowKeys(binding);
        return ValueCodec.timestamped(
                binding.valueSerde(spec.valueSerde()),
                binding.topic(),
                options().liveValues());
    }
}
