package dev.millrace.streams.kstream;

import dev.millrace.streams.processor.ConnectedStoreProvider;
import java.util.function.Supplier;

/**
 * Makes a transformer for each task, and brings the stores that it needs.
 *
 * @param <K> keys
 * @param <V> values
 * @param <VR> new values
 */
public interface ValueTransformerWithKeySupplier<K, V, VR>
        extends ConnectedStoreProvider, Supplier<ValueTransformerWithKey<K, V, VR>> {
    /**
     * A new transformer at each call.
     *
     * @return the transformer
     */
    @Override
    ValueTransformerWithKey<K, V, VR> get();
}
