package dev.millrace.streams.processor.api;

import org.jspecify.annotations.Nullable;

/**
 * A {@link FixedKeyProcessorSupplier} that has been through a {@link ProcessorWrapper}. The type alone is the message:
 * it keeps a supplier from being wrapped twice. See {@link ProcessorWrapper#asWrappedFixedKey}.
 *
 * @param <KIn> type of the keys
 * @param <VIn> type of the values that come in
 * @param <VOut> type of the values that are forwarded
 */
@FunctionalInterface
public interface WrappedFixedKeyProcessorSupplier<
                KIn extends @Nullable Object, VIn extends @Nullable Object, VOut extends @Nullable Object>
        extends FixedKeyProcessorSupplier<KIn, VIn, VOut> {}
