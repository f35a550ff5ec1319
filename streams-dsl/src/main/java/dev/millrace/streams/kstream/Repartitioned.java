package dev.millrace.streams.kstream;

import dev.millrace.streams.processor.StreamPartitioner;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is sent through a repartition topic: serdes, number of partitions, who chooses them, and the topic's
 * name. Whatever is not set, or null, comes from the configuration or is found out. Immutable.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public class Repartitioned<K, V> implements NamedOperation<Repartitioned<K, V>> {
    /** Makes up the topic's name; null to have one made. */
    protected final @Nullable String name;

    /** Reads and writes keys; null for the default. */
    protected final @Nullable Serde<K> keySerde;

    /** Reads and writes values; null for the default. */
    protected final @Nullable Serde<V> valueSerde;

    /** How many partitions the topic gets; null to take as many as upstream has. */
    protected final @Nullable Integer numberOfPartitions;

    /** Chooses partitions; null to hash the key. */
    protected final @Nullable StreamPartitioner<K, V> partitioner;

    /**
     * Takes the settings of another.
     *
     * @param repartitioned the other
     */
    protected Repartitioned(Repartitioned<K, V> repartitioned) {
        this(
                repartitioned.name,
                repartitioned.keySerde,
                repartitioned.valueSerde,
                repartitioned.numberOfPartitions,
                repartitioned.partitioner);
    }

    private Repartitioned(
            @Nullable String name,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable Integer numberOfPartitions,
            @Nullable StreamPartitioner<K, V> partitioner) {
        this.name = name;
        this.keySerde = keySerde;
        this.valueSerde = valueSerde;
        this.numberOfPartitions = numberOfPartitions;
        this.partitioner = partitioner;
    }

    /**
     * A name only.
     *
     * @param name makes up the topic's name: {@code <application.id>-<name>-repartition}; null to have one made
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Repartitioned<K, V> as(@Nullable String name) {
        return new Repartitioned<>(name, null, null, null, null);
    }

    /**
     * Serdes only.
     *
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Repartitioned<K, V> with(@Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return new Repartitioned<>(null, keySerde, valueSerde, null, null);
    }

    /**
     * A partitioner only.
     *
     * @param partitioner chooses partitions; null to hash the key
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Repartitioned<K, V> streamPartitioner(@Nullable StreamPartitioner<K, V> partitioner) {
        return new Repartitioned<>(null, null, null, null, partitioner);
    }

    /**
     * A number of partitions only.
     *
     * @param numberOfPartitions how many partitions the topic gets; it is checked when the topology is built
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Repartitioned<K, V> numberOfPartitions(int numberOfPartitions) {
        return new Repartitioned<>(null, null, null, numberOfPartitions, null);
    }

    @Override
    public Repartitioned<K, V> withName(@Nullable String name) {
        return new Repartitioned<>(name, keySerde, valueSerde, numberOfPartitions, partitioner);
    }

    /**
     * With another number of partitions.
     *
     * @param numberOfPartitions how many partitions the topic gets; it is checked when the topology is built
     * @return a changed copy
     */
    public Repartitioned<K, V> withNumberOfPartitions(int numberOfPartitions) {
        return new Repartitioned<>(name, keySerde, valueSerde, numberOfPartitions, partitioner);
    }

    /**
     * With another key serde.
     *
     * @param keySerde reads and writes keys; null for the default
     * @return a changed copy
     */
    public Repartitioned<K, V> withKeySerde(@Nullable Serde<K> keySerde) {
        return new Repartitioned<>(name, keySerde, valueSerde, numberOfPartitions, partitioner);
    }

    /**
     * With another value serde.
     *
     * @param valueSerde reads and writes values; null for the default
     * @return a changed copy
     */
    public Repartitioned<K, V> withValueSerde(@Nullable Serde<V> valueSerde) {
        return new Repartitioned<>(name, keySerde, valueSerde, numberOfPartitions, partitioner);
    }

    /**
     * With another choice of partitions.
     *
     * @param partitioner chooses partitions; null to hash the key
     * @return a changed copy
     */
    public Repartitioned<K, V> withStreamPartitioner(@Nullable StreamPartitioner<K, V> partitioner) {
        return new Repartitioned<>(name, keySerde, valueSerde, numberOfPartitions, partitioner);
    }

    /**
     * What makes up the topic's name. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * What reads and writes keys. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<K> keySerde() {
        return keySerde;
    }

    /**
     * What reads and writes values. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<V> valueSerde() {
        return valueSerde;
    }

    /**
     * How many partitions the topic gets. An addition to the mirrored API.
     *
     * @return the number; null to take as many as upstream has
     */
    public @Nullable Integer numberOfPartitions() {
        return numberOfPartitions;
    }

    /**
     * What chooses partitions. An addition to the mirrored API.
     *
     * @return the partitioner; null to hash the key
     */
    public @Nullable StreamPartitioner<K, V> streamPartitioner() {
        return partitioner;
    }
}
