package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * A table that every instance of an application holds in full, filled from all partitions of a topic. Streams can be
 * joined with it by any key, without co-partitioning. Made by {@link dev.millrace.streams.StreamsBuilder#globalTable}.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface GlobalKTable<K, V> {

    /**
     * The name of its store, for queries.
     *
     * @return what the user named the store; null if the name was generated
     */
    @Nullable
    String queryableStoreName();
}
