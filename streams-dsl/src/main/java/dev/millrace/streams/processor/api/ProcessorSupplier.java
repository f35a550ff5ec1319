package dev.millrace.streams.processor.api;

import dev.millrace.streams.processor.ConnectedStoreProvider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the processors of one node of a topology, one for each task. It may bring the node's stores along, see
 * {@link ConnectedStoreProvider}.
 *
 * @param <KIn> type of the keys that come in
 * @param <VIn> type of the values that come in
 * @param <KOut> type of the keys that are forwarded
 * @param <VOut> type of the values that are forwarded
 */
@FunctionalInterface
public interface ProcessorSupplier<
                KIn extends @Nullable Object,
                VIn extends @Nullable Object,
                KOut extends @Nullable Object,
                VOut extends @Nullable Object>
        extends ConnectedStoreProvider, Supplier<Processor<KIn, VIn, KOut, VOut>> {
    /**
     * Makes a processor.
     *
     * @return a new instance at each call: handing out the same one twice would mix the state of two tasks, and is
     *     refused when the node is added to a topology
     */
    @Override
    Processor<KIn, VIn, KOut, VOut> get();
}
