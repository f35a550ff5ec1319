package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Combines the aggregates of two sessions that a record has joined into one. Called by several threads.
 *
 * @param <K> type of the key
 * @param <V> type of the aggregates
 */
@FunctionalInterface
public interface Merger<K extends @Nullable Object, V extends @Nullable Object> {
    /**
     * Combines two aggregates.
     *
     * @param aggKey the key
     * @param aggOne the aggregate so far
     * @param aggTwo the aggregate of the next session
     * @return the aggregate of both
     */
    V apply(K aggKey, V aggOne, V aggTwo);
}
