package dev.millrace.streams.kstream;

import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How records are grouped: serdes of the repartition topic, should one be needed, and its name. Whatever is not set, or
 * null, comes from the configuration. Immutable.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public class Grouped<K, V> implements NamedOperation<Grouped<K, V>> {
    /** Reads and writes keys; null for the default. */
    protected final @Nullable Serde<K> keySerde;

    /** Reads and writes values; null for the default. */
    protected final @Nullable Serde<V> valueSerde;

    /** Makes up the name of the repartition topic; null to have one made. */
    protected final @Nullable String name;

    /**
     * Takes the settings of another.
     *
     * @param grouped the other
     */
    protected Grouped(Grouped<K, V> grouped) {
        this(grouped.name, grouped.keySerde, grouped.valueSerde);
    }

    private Grouped(@Nullable String name, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        this.name = name;
        this.keySerde = keySerde;
        this.valueSerde = valueSerde;
    }

    /**
     * A name only.
     *
     * @param name makes up the name of the repartition topic: {@code <application.id>-<name>-repartition}; null to have
     *     one made
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Grouped<K, V> as(@Nullable String name) {
        return new Grouped<>(name, null, null);
    }

    /**
     * A key serde only.
     *
     * @param keySerde reads and writes keys; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Grouped<K, V> keySerde(@Nullable Serde<K> keySerde) {
        return new Grouped<>(null, keySerde, null);
    }

    /**
     * A value serde only.
     *
     * @param valueSerde reads and writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Grouped<K, V> valueSerde(@Nullable Serde<V> valueSerde) {
        return new Grouped<>(null, null, valueSerde);
    }

    /**
     * All settings.
     *
     * @param name makes up the name of the repartition topic; null to have one made
     * @param keySerde reads and writes keys; null for the default
     * @param valueSerde reads and writes values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Grouped<K, V> with(
            @Nullable String name, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return new Grouped<>(name, keySerde, valueSerde);
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
    public static <K, V> Grouped<K, V> with(@Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return new Grouped<>(null, keySerde, valueSerde);
    }

    @Override
    public Grouped<K, V> withName(@Nullable String name) {
        return new Grouped<>(name, keySerde, valueSerde);
    }

    /**
     * With another key serde.
     *
     * @param keySerde reads and writes keys; null for the default
     * @return a changed copy
     */
    public Grouped<K, V> withKeySerde(@Nullable Serde<K> keySerde) {
        return new Grouped<>(name, keySerde, valueSerde);
    }

    /**
     * With another value serde.
     *
     * @param valueSerde reads and writes values; null for the default
     * @return a changed copy
     */
    public Grouped<K, V> withValueSerde(@Nullable Serde<V> valueSerde) {
        return new Grouped<>(name, keySerde, valueSerde);
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
     * What makes up the name of the repartition topic. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String name() {
        return name;
    }
}
