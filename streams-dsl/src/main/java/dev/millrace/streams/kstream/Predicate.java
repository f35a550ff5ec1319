package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Says yes or no to a record. Stateless; called by several threads.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 */
@FunctionalInterface
public interface Predicate<K extends @Nullable Object, V extends @Nullable Object> {
    /**
     * Judges one record.
     *
     * @param key the record's key, may be null
     * @param value the record's value, may be null
     * @return the verdict
     */
    boolean test(K key, V value);
}
