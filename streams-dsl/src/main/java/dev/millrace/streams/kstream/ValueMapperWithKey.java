package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Makes another value of a value, with a look at the key. Stateless; called by several threads.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 * @param <VR> type of the result
 */
@FunctionalInterface
public interface ValueMapperWithKey<
        K extends @Nullable Object, V extends @Nullable Object, VR extends @Nullable Object> {
    /**
     * Makes the value for one record.
     *
     * @param readOnlyKey the record's key, may be null; must not be changed, as that would corrupt the partitioning
     * @param value the record's value, may be null
     * @return the new value, may be null
     */
    VR apply(K readOnlyKey, V value);
}
