package dev.millrace.stores;

import dev.millrace.streams.state.TimestampedWindowStoreWithHeaders;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.store.WindowStoreSpec;

/** A window store that keeps timestamp and headers with each value. */
final class LiveTimestampedWindowStoreWithHeaders<K, V> extends LiveWindowStore<K, ValueTimestampHeaders<V>>
        implements TimestampedWindowStoreWithHeaders<K, V> {

    private final WindowStoreSpec<K, V> spec;

    LiveTimestampedWindowStoreWithHeaders(WindowStoreSpec<K, V> spec) {
        super(spec, "hwin");
        this.spec = spec;
    }

    @Override
    ValueCodec<ValueTimestampHeaders<V>> bind(StoreBinding binding) {
        bindWindowKeys(binding);
        return HeadersCodec.ofValues(
                binding.valueSerde(spec.valueSerde()),
                binding.topic(),
                options().liveValues());
    }
}
