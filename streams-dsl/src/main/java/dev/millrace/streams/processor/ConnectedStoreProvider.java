package dev.millrace.streams.processor;

import dev.millrace.streams.state.StoreBuilder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the supplier of a processor bring the processor's stores along: they are added to the topology and connected to
 * the node, without a call of {@code addStateStore}.
 */
public interface ConnectedStoreProvider {
    /**
     * The stores that the processors need.
     *
     * @return builders; null, which is the default, if there are none. Suppliers that share a store must return the
     *     very same builder
     */
    default @Nullable Set<StoreBuilder<?>> stores() {
        return null;
    }
}
