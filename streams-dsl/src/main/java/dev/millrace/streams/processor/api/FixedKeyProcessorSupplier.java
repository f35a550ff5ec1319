package dev.millrace.streams.processor.api;

import dev.millrace.streams.processor.ConnectedStoreProvider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the fixed-key processors of one node of a topology, one for each task. It may bring the node's stores along,
 * see {@link ConnectedStoreProvider}.
 *
 * @param <KIn> type of the keys
 * @param <VIn> type of the values that come in
 * @param <VOut> type of the values that are forwarded
 */
@FunctionalInterface
public interface FixedKeyProcessorSupplier<
                KIn extends @Nullable Object, VIn extends @Nullable Object, VOut extends @Nullable Object>
        extends ConnectedStoreProvider, Supplier<FixedKeyProcessor<KIn, VIn, VOut>> {
    /**
     * Makes a processor.
     *
     * @return a new instance at each call: handing out the same one twice would mix the state of two tasks, and is
     *     refused when the node is added to a topology
     */
    @Override
    FixedKeyProcessor<KIn, VIn, VOut> get();
}
