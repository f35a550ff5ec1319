package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Makes the aggregate that an aggregation begins with. Called by several threads.
 *
 * @param <VAgg> type of the aggregate
 */
@FunctionalInterface
public interface Initializer<VAgg extends @Nullable Object> {
    /**
     * Makes an initial aggregate.
     *
     * @return a new one at each call if aggregates can be changed
     */
    VAgg apply();
}
