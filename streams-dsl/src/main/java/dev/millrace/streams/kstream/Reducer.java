package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Combines two values of the same type into one. Called by several threads.
 *
 * @param <V> type of the values
 */
@FunctionalInterface
public interface Reducer<V extends @Nullable Object> {
    /**
     * Combines the result so far with the next value.
     *
     * @param value1 the result so far
     * @param value2 the next value
     * @return the new result; null deletes it
     */
    V apply(V value1, V value2);
}
