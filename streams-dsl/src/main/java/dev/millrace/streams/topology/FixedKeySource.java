package dev.millrace.streams.topology;

import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.ProcessorWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A supplier that stands for one of processors that cannot change keys: a {@link ProcessorWrapper} gets to see that
 * one.
 *
 * @param <K> type of the keys
 * @param <V> type of the values that come
 * @param <V2> type of the values that go
 */
public interface FixedKeySource<K extends @Nullable Object, V extends @Nullable Object, V2 extends @Nullable Object>
        extends ProcessorSupplier<K, V, K, V2> {

    /**
     * The same with wrapped processors.
     *
     * @param wrapper gets the supplier that this one stands for
     * @param processorName the name that the wrapper is told
     * @return a supplier that stands for what the wrapper gave
     */
    ProcessorSupplier<K, V, K, V2> wrappedBy(ProcessorWrapper wrapper, String processorName);
}
