package dev.millrace.streams.processor.api;

import org.jspecify.annotations.Nullable;

/**
 * A {@link ProcessorSupplier} that has been through a {@link ProcessorWrapper}. The type alone is the message: it keeps
 * a supplier from being wrapped twice. See {@link ProcessorWrapper#asWrapped}.
 *
 * @param <KIn> type of the keys that come in
 * @param <VIn> type of the values that come in
 * @param <KOut> type of the keys that are forwarded
 * @param <VOut> type of the values that are forwarded
 */
@FunctionalInterface
public interface WrappedProcessorSupplier<
                KIn extends @Nullable Object,
                VIn extends @Nullable Object,
                KOut extends @Nullable Object,
                VOut extends @Nullable Object>
        extends ProcessorSupplier<KIn, VIn, KOut, VOut> {}
