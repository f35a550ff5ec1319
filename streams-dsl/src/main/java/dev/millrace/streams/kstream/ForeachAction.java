package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Does something with each record, outside of the topology. After a failure it may be done again for records that were
 * seen before: exactly-once does not reach beyond the log. Called by several threads.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 */
@FunctionalInterface
public interface ForeachAction<K extends @Nullable Object, V extends @Nullable Object> {
    /**
     * Called for one record.
     *
     * @param key the record's key, may be null
     * @param value the record's value, may be null
     */
    void apply(K key, V value);
}
