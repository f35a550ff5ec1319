package dev.millrace.stores;

import dev.millrace.streams.state.AggregationWithHeaders;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import dev.millrace.streams.store.SessionStoreSpec;

/** A session store that keeps headers with each aggregate. */
final class LiveSessionStoreWithHeaders<K, V> extends LiveSessionStore<K, AggregationWithHeaders<V>>
        implements SessionStoreWithHeaders<K, V> {

    private final SessionStoreSpec<K, V> spec;

    LiveSessionStoreWithHeaders(SessionStoreSpec<K, V> spec) {
        super(spec, "hses");
        this.spec = spec;
    }

    @Override
    ValueCodec<AggregationWithHeaders<V>> bind(StoreBinding binding) {
        bindSessionKeys(binding);
        return HeadersCodec.ofAggregations(
                binding.valueSerde(spec.valueSerde()),
                binding.topic(),
                options().liveValues());
    }
}
