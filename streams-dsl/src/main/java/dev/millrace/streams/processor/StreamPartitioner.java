package dev.millrace.streams.processor;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the partitions that a record is written to, in place of the producer's partitioner: for user topics at a
 * sink, and for repartition topics, where inputs that are joined must agree on it. It must be a pure function of its
 * arguments.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface StreamPartitioner<K extends @Nullable Object, V extends @Nullable Object> {
    /**
     * The partitions for a record.
     *
     * @param topic the topic that it is written to
     * @param key the record's key, may be null
     * @param value the record's value, may be null
     * @param numPartitions how many partitions the topic has
     * @return partition numbers from 0 to {@code numPartitions - 1}, the record is written to each; an empty set drops
     *     it; an empty optional leaves the choice to the producer
     */
    Optional<Set<Integer>> partitions(String topic, K key, V value, int numPartitions);
}
