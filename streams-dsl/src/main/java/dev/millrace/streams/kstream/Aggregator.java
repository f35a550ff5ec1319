package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Adds a record to an aggregate, or takes one away from it. Called by several threads.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 * @param <VAgg> type of the aggregate
 */
@FunctionalInterface
public interface Aggregator<K extends @Nullable Object, V extends @Nullable Object, VAgg extends @Nullable Object> {
    /**
     * Makes the next aggregate.
     *
     * @param key the record's key
     * @param value the record's value
     * @param aggregate the aggregate so far; it may be changed and returned
     * @return the aggregate with the record; null deletes it
     */
    VAgg apply(K key, V value, VAgg aggregate);
}
