package dev.millrace.streams.processor.api;

import dev.millrace.streams.state.StoreBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.Configurable;
import org.jspecify.annotations.Nullable;

/**
 * Puts something of the user's around every processor of a topology, those of the DSL included: logging, tracing, extra
 * stores (KIP-1112). The class is named by {@code processor.wrapper.class}, needs a constructor without arguments, and
 * is used on the thread that builds the topology.
 */
public interface ProcessorWrapper extends Configurable {
    /**
     * Called once, before any wrapping. Does nothing by default.
     *
     * @param configs the configuration that the topology is built with
     */
    @Override
    default void configure(Map<String, ?> configs) {}

    /**
     * Wraps, or with {@link #asWrapped} leaves as it is, the supplier of one node.
     *
     * @param processorName the node's name
     * @param processorSupplier the supplier to put something around
     * @param <KIn> type of the keys that come in
     * @param <VIn> type of the values that come in
     * @param <KOut> type of the keys that are forwarded
     * @param <VOut> type of the values that are forwarded
     * @return the supplier that the node shall have
     */
    <
                    KIn extends @Nullable Object,
                    VIn extends @Nullable Object,
                    KOut extends @Nullable Object,
                    VOut extends @Nullable Object>
            WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
                    String processorName, ProcessorSupplier<KIn, VIn, KOut, VOut> processorSupplier);

    /**
     * Wraps, or with {@link #asWrappedFixedKey} leaves as it is, the supplier of one fixed-key node.
     *
     * @param processorName the node's name
     * @param processorSupplier the supplier to put something around
     * @param <KIn> type of the keys
     * @param <VIn> type of the values that come in
     * @param <VOut> type of the values that are forwarded
     * @return the supplier that the node shall have
     */
    <KIn extends @Nullable Object, VIn extends @Nullable Object, VOut extends @Nullable Object>
            WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
                    String processorName, FixedKeyProcessorSupplier<KIn, VIn, VOut> processorSupplier);

    /**
     * Declares a supplier wrapped without putting anything around it.
     *
     * @param processorSupplier the supplier
     * @param <KIn> type of the keys that come in
     * @param <VIn> type of the values that come in
     * @param <KOut> type of the keys that are forwarded
     * @param <VOut> type of the values that are forwarded
     * @return a supplier of the same processors and stores
     */
    static <
                    KIn extends @Nullable Object,
                    VIn extends @Nullable Object,
                    KOut extends @Nullable Object,
                    VOut extends @Nullable Object>
            WrappedProcessorSupplier<KIn, VIn, KOut, VOut> asWrapped(
                    ProcessorSupplier<KIn, VIn, KOut, VOut> processorSupplier) {
        Objects.requireNonNull(processorSupplier, "processorSupplier");
        return new WrappedProcessorSupplier<>() {
            @Override
            public Processor<KIn, VIn, KOut, VOut> get() {
                return processorSupplier.get();
            }

            @Override
            public @Nullable Set<StoreBuilder<?>> stores() {
                return processorSupplier.stores();
            }
        };
    }

    /**
     * Declares a fixed-key supplier wrapped without putting anything around it.
     *
     * @param processorSupplier the supplier
     * @param <KIn> type of the keys
     * @param <VIn> type of the values that come in
     * @param <VOut> type of the values that are forwarded
     * @return a supplier of the same processors and stores
     */
    static <KIn extends @Nullable Object, VIn extends @Nullable Object, VOut extends @Nullable Object>
            WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> asWrappedFixedKey(
                    FixedKeyProcessorSupplier<KIn, VIn, VOut> processorSupplier) {
        Objects.requireNonNull(processorSupplier, "processorSupplier");
        return new WrappedFixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<KIn, VIn, VOut> get() {
                return processorSupplier.get();
            }

            @Override
            public @Nullable Set<StoreBuilder<?>> stores() {
                return processorSupplier.stores();
            }
        };
    }
}
