package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Makes something of a key and a value: another pair, a new key, a collection of pairs. Stateless; called by several
 * threads.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 * @param <VR> type of the result
 */
@FunctionalInterface
public interface KeyValueMapper<K extends @Nullable Object, V extends @Nullable Object, VR extends @Nullable Object> {
    /**
     * Makes the result for one record.
     *
     * @param key the record's key, may be null
     * @param value the record's value, may be null
     * @return the result
     */
    VR apply(K key, V value);
}
