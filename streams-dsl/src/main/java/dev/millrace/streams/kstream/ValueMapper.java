package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Makes another value of a value. Stateless; called by several threads.
 *
 * @param <V> type of the value
 * @param <VR> type of the result
 */
@FunctionalInterface
public interface ValueMapper<V extends @Nullable Object, VR extends @Nullable Object> {
    /**
     * Makes the value for one record.
     *
     * @param value the record's value, may be null
     * @return the new value, may be null
     */
    VR apply(V value);
}
