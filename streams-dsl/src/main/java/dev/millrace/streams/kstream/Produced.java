package dev.millrace.streams.kstream;

import dev.millrace.streams.processor.StreamPartitioner;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How a topic is written: serdes, partitions and the sink's name. Whatever is not set, or null, comes from the
 * configuration.
 *
 * <p>As in Kafka Streams, and unlike most of its siblings, a {@code with…} method changes this object and returns it:
 * programs exist that do not use what it returns. A verb reads the settings when it is called.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public class Produced<K, V> implements NamedOperation<Produced<K, V>> {
    /** Writes keys; null for the default. */
    protected @Nullable Serde<K> keySerde;

    /** Writes values; null for the default. */
    protected @Nullable Serde<V> valueSerde;

    /** Chooses partitions; null for the default. */
    protected @Nullable StreamPartitioner<? super K, ? super V> partitioner;

    /** The sink's name; null to have one made. */
    protected @Nullable String processorName;

    /**
     * Takes the settings of another.
     *
     * @param produced the other
     */
    protected Produced(Produced<K, V> produced) {
        this(produced.keySerde, produced.valueSerde, produced.partitioner, produced.processorName);
    }

    private Produced(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable StreamPartitioner<? super K, ? super V> partitioner,
            @Nullable String processorName) {
        this.keySerde = keySerde;
        this.valueSerde = valueSerde;
        this.partitioner = partitioner;
        this.processorName = processorName;
    }

    /**
     * Serdes only.
     *
     * @param keySerde writes keys; null for the default
     * @param valueSerde writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Produced<K, V> with(@Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return with(keySerde, valueSerde, null);
    }

    /**
     * All settings but the name.
     *
     * @param keySerde writes keys; null for the default
     * @param valueSerde writes values; null for the default
     * @param partitioner chooses partitions; null to hash the key, and the key without its window if it is a windowed
     *     one
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Produced<K, V> with(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable StreamPartitioner<? super K, ? super V> partitioner) {
        return new Produced<>(keySerde, valueSerde, partitioner, null);
    }

    /**
     * A name only.
     *
     * @param processorName the sink's name; null to have one made
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Produced<K, V> as(@Nullable String processorName) {
        return new Produced<>(null, null, null, processorName);
    }

    /**
     * A key serde only.
     *
     * @param keySerde writes keys; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Produced<K, V> keySerde(@Nullable Serde<K> keySerde) {
        return with(keySerde, null, null);
    }

    /**
     * A value serde only.
     *
     * @param valueSerde writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Produced<K, V> valueSerde(@Nullable Serde<V> valueSerde) {
        return with(null, valueSerde, null);
    }

    /**
     * A partitioner only.
     *
     * @param partitioner chooses partitions; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Produced<K, V> streamPartitioner(
            @Nullable StreamPartitioner<? super K, ? super V> partitioner) {
        return with(null, null, partitioner);
    }

    /**
     * Sets what chooses partitions.
     *
     * @param partitioner null for the default
     * @return this object
     */
    public Produced<K, V> withStreamPartitioner(@Nullable StreamPartitioner<? super K, ? super V> partitioner) {
        this.partitioner = partitioner;
        return this;
    }

    /**
     * Sets what writes values.
     *
     * @param valueSerde null for the default
     * @return this object
     */
    public Produced<K, V> withValueSerde(@Nullable Serde<V> valueSerde) {
        this.valueSerde = valueSerde;
        return this;
    }

    /**
     * Sets what writes keys.
     *
     * @param keySerde null for the default
     * @return this object
     */
    public Produced<K, V> withKeySerde(@Nullable Serde<K> keySerde) {
        this.keySerde = keySerde;
        return this;
    }

    @Override
    public Produced<K, V> withName(@Nullable String name) {
        this.processorName = name;
        return this;
    }

    /**
     * What writes keys. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<K> keySerde() {
        return keySerde;
    }

    /**
     * What writes values. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<V> valueSerde() {
        return valueSerde;
    }

    /**
     * What chooses partitions. An addition to the mirrored API.
     *
     * @return the partitioner; null for the default
     */
    public @Nullable StreamPartitioner<? super K, ? super V> streamPartitioner() {
        return partitioner;
    }

    /**
     * The sink's name. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String name() {
        return processorName;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Produced<?, ?> that
                && Objects.equals(keySerde, that.keySerde)
                && Objects.equals(valueSerde, that.valueSerde)
                && Objects.equals(partitioner, that.partitioner)
                && Objects.equals(processorName, that.processorName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keySerde, valueSerde, partitioner, processorName);
    }
}
