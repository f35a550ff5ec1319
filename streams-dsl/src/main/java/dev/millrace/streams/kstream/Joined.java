package dev.millrace.streams.kstream;

import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is joined with a table: serdes of the repartition topic, should one be needed, a name, and how long
 * stream records wait for a versioned table. Whatever is not set, or null, comes from the configuration. Immutable.
 *
 * @param <K> type of the keys
 * @param <VLeft> type of the stream's values
 * @param <VRight> type of the table's values
 */
public class Joined<K, VLeft, VRight> implements NamedOperation<Joined<K, VLeft, VRight>> {
    /** Reads and writes keys; null for the default. */
    protected final @Nullable Serde<K> keySerde;

    /** Reads and writes the stream's values; null for the default. */
    protected final @Nullable Serde<VLeft> leftValueSerde;

    /** Reads and writes the table's values; null for the default. */
    protected final @Nullable Serde<VRight> rightValueSerde;

    /** Names the operation and its repartition topic; null to have a name made. */
    protected final @Nullable String name;

    /** How long stream records wait (KIP-923); null for not at all. */
    protected final @Nullable Duration gracePeriod;

    /**
     * Takes the settings of another.
     *
     * @param joined the other
     */
    protected Joined(Joined<K, VLeft, VRight> joined) {
        this(joined.keySerde, joined.leftValueSerde, joined.rightValueSerde, joined.name, joined.gracePeriod);
    }

    private Joined(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<VLeft> leftValueSerde,
            @Nullable Serde<VRight> rightValueSerde,
            @Nullable String name,
            @Nullable Duration gracePeriod) {
        this.keySerde = keySerde;
        this.leftValueSerde = leftValueSerde;
        this.rightValueSerde = rightValueSerde;
        this.name = name;
        this.gracePeriod = gracePeriod;
    }

    /**
     * Serdes only.
     *
     * @param keySerde for keys; null for the default
     * @param leftValueSerde for the stream's values; null for the default
     * @param rightValueSerde for the table's values; null for the default
     * @param <K> type of the keys
     * @param <VLeft> type of the stream's values
     * @param <VRight> type of the table's values
     * @return the settings
     */
    public static <K, VLeft, VRight> Joined<K, VLeft, VRight> with(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<VLeft> leftValueSerde,
            @Nullable Serde<VRight> rightValueSerde) {
        return new Joined<>(keySerde, leftValueSerde, rightValueSerde, null, null);
    }

    /**
     * Serdes and a name.
     *
     * @param keySerde for keys; null for the default
     * @param leftValueSerde for the stream's values; null for the default
     * @param rightValueSerde for the table's values; null for the default
     * @param name names the operation and its repartition topic; null to have a name made
     * @param <K> type of the keys
     * @param <VLeft> type of the stream's values
     * @param <VRight> type of the table's values
     * @return the settings
     */
    public static <K, VLeft, VRight> Joined<K, VLeft, VRight> with(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<VLeft> leftValueSerde,
            @Nullable Serde<VRight> rightValueSerde,
            @Nullable String name) {
        return new Joined<>(keySerde, leftValueSerde, rightValueSerde, name, null);
    }

    /**
     * All settings.
     *
     * @param keySerde for keys; null for the default
     * @param leftValueSerde for the stream's values; null for the default
     * @param rightValueSerde for the table's values; null for the default
     * @param name names the operation and its repartition topic; null to have a name made
     * @param gracePeriod how long stream records wait for a versioned table (KIP-923); null for not at all
     * @param <K> type of the keys
     * @param <VLeft> type of the stream's values
     * @param <VRight> type of the table's values
     * @return the settings
     */
    public static <K, VLeft, VRight> Joined<K, VLeft, VRight> with(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<VLeft> leftValueSerde,
            @Nullable Serde<VRight> rightValueSerde,
            @Nullable String name,
            @Nullable Duration gracePeriod) {
        return new Joined<>(keySerde, leftValueSerde, rightValueSerde, name, gracePeriod);
    }

    /**
     * A key serde only.
     *
     * @param keySerde for keys; null for the default
     * @param <K> type of the keys
     * @param <VLeft> type of the stream's values
     * @param <VRight> type of the table's values
     * @return the settings
     */
    public static <K, VLeft, VRight> Joined<K, VLeft, VRight> keySerde(@Nullable Serde<K> keySerde) {
        return new Joined<>(keySerde, null, null, null, null);
    }

    /**
     * A serde for the stream's values only.
     *
     * @param leftValueSerde for the stream's values; null for the default
     * @param <K> type of the keys
     * @param <VLeft> type of the stream's values
     * @param <VRight> type of the table's values
     * @return the settings
     */
    public static <K, VLeft, VRight> Joined<K, VLeft, VRight> valueSerde(@Nullable Serde<VLeft> leftValueSerde) {
        return new Joined<>(null, leftValueSerde, null, null, null);
    }

    /**
     * A serde for the table's values only.
     *
     * @param rightValueSerde for the table's values; null for the default
     * @param <K> type of the keys
     * @param <VLeft> type of the stream's values
     * @param <VRight> type of the table's values
     * @return the settings
     */
    public static <K, VLeft, VRight> Joined<K, VLeft, VRight> otherValueSerde(@Nullable Serde<VRight> rightValueSerde) {
        return new Joined<>(null, null, rightValueSerde, null, null);
    }

    /**
     * A name only.
     *
     * @param name names the operation and its repartition topic; null to have a name made
     * @param <K> type of the keys
     * @param <VLeft> type of the stream's values
     * @param <VRight> type of the table's values
     * @return the settings
     */
    public static <K, VLeft, VRight> Joined<K, VLeft, VRight> as(@Nullable String name) {
        return new Joined<>(null, null, null, name, null);
    }

    /**
     * With another key serde.
     *
     * @param keySerde for keys; null for the default
     * @return a changed copy
     */
    public Joined<K, VLeft, VRight> withKeySerde(@Nullable Serde<K> keySerde) {
        return new Joined<>(keySerde, leftValueSerde, rightValueSerde, name, gracePeriod);
    }

    /**
     * With another serde for the stream's values.
     *
     * @param leftValueSerde for the stream's values; null for the default
     * @return a changed copy
     */
    public Joined<K, VLeft, VRight> withValueSerde(@Nullable Serde<VLeft> leftValueSerde) {
        return new Joined<>(keySerde, leftValueSerde, rightValueSerde, name, gracePeriod);
    }

    /**
     * With another serde for the table's values.
     *
     * @param rightValueSerde for the table's values; null for the default
     * @return a changed copy
     */
    public Joined<K, VLeft, VRight> withOtherValueSerde(@Nullable Serde<VRight> rightValueSerde) {
        return new Joined<>(keySerde, leftValueSerde, rightValueSerde, name, gracePeriod);
    }

    @Override
    public Joined<K, VLeft, VRight> withName(@Nullable String name) {
        return new Joined<>(keySerde, leftValueSerde, rightValueSerde, name, gracePeriod);
    }

    /**
     * With another wait.
     *
     * @param gracePeriod how long stream records wait for a versioned table (KIP-923); null for not at all
     * @return a changed copy
     */
    public Joined<K, VLeft, VRight> withGracePeriod(@Nullable Duration gracePeriod) {
        return new Joined<>(keySerde, leftValueSerde, rightValueSerde, name, gracePeriod);
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
     * What reads and writes the stream's values. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<VLeft> leftValueSerde() {
        return leftValueSerde;
    }

    /**
     * What reads and writes the table's values. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<VRight> rightValueSerde() {
        return rightValueSerde;
    }

    /**
     * What names the operation and its repartition topic. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * How long stream records wait for a versioned table. An addition to the mirrored API.
     *
     * @return the wait; null for none
     */
    public @Nullable Duration gracePeriod() {
        return gracePeriod;
    }
}
