package dev.millrace.streams.kstream;

import dev.millrace.streams.AutoOffsetReset;
import dev.millrace.streams.processor.TimestampExtractor;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How a topic is read: serdes, event time, where to begin, and the source's name. Whatever is not set, or null, comes
 * from the configuration. Immutable.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public class Consumed<K, V> implements NamedOperation<Consumed<K, V>> {
    /** Reads keys; null for the default. */
    protected @Nullable Serde<K> keySerde;

    /** Reads values; null for the default. */
    protected @Nullable Serde<V> valueSerde;

    /** Finds the event time; null for the default. */
    protected @Nullable TimestampExtractor timestampExtractor;

    /** Where to begin; null for the default. */
    protected @Nullable AutoOffsetReset resetPolicy;

    /** The source's name; null to have one made. */
    protected @Nullable String processorName;

    /**
     * Takes the settings of another.
     *
     * @param consumed the other
     */
    protected Consumed(Consumed<K, V> consumed) {
        this(
                consumed.keySerde,
                consumed.valueSerde,
                consumed.timestampExtractor,
                consumed.resetPolicy,
                consumed.processorName);
    }

    private Consumed(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable AutoOffsetReset resetPolicy,
            @Nullable String processorName) {
        this.keySerde = keySerde;
        this.valueSerde = valueSerde;
        this.timestampExtractor = timestampExtractor;
        this.resetPolicy = resetPolicy;
        this.processorName = processorName;
    }

    /**
     * All settings but the name.
     *
     * @param keySerde reads keys; null for the default
     * @param valueSerde reads values; null for the default
     * @param timestampExtractor finds the event time; null for the default
     * @param resetPolicy where to begin without a committed offset; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Consumed<K, V> with(
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable AutoOffsetReset resetPolicy) {
        return new Consumed<>(keySerde, valueSerde, timestampExtractor, resetPolicy, null);
    }

    /**
     * Serdes only.
     *
     * @param keySerde reads keys; null for the default
     * @param valueSerde reads values; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Consumed<K, V> with(@Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde) {
        return with(keySerde, valueSerde, null, null);
    }

    /**
     * Event time only.
     *
     * @param timestampExtractor finds the event time; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Consumed<K, V> with(@Nullable TimestampExtractor timestampExtractor) {
        return with(null, null, timestampExtractor, null);
    }

    /**
     * Where to begin only.
     *
     * @param resetPolicy where to begin without a committed offset; null for the default
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Consumed<K, V> with(@Nullable AutoOffsetReset resetPolicy) {
        return with(null, null, null, resetPolicy);
    }

    /**
     * A name only.
     *
     * @param processorName the source's name; null to have one made
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Consumed<K, V> as(@Nullable String processorName) {
        return new Consumed<>(null, null, null, null, processorName);
    }

    /**
     * With another key serde.
     *
     * @param keySerde reads keys; null for the default
     * @return a changed copy
     */
    public Consumed<K, V> withKeySerde(@Nullable Serde<K> keySerde) {
        return new Consumed<>(keySerde, valueSerde, timestampExtractor, resetPolicy, processorName);
    }

    /**
     * With another value serde.
     *
     * @param valueSerde reads values; null for the default
     * @return a changed copy
     */
    public Consumed<K, V> withValueSerde(@Nullable Serde<V> valueSerde) {
        return new Consumed<>(keySerde, valueSerde, timestampExtractor, resetPolicy, processorName);
    }

    /**
     * With another way to find the event time.
     *
     * @param timestampExtractor finds the event time; null for the default
     * @return a changed copy
     */
    public Consumed<K, V> withTimestampExtractor(@Nullable TimestampExtractor timestampExtractor) {
        return new Consumed<>(keySerde, valueSerde, timestampExtractor, resetPolicy, processorName);
    }

    /**
     * With another place to begin.
     *
     * @param resetPolicy where to begin without a committed offset; null for the default
     * @return a changed copy
     */
    public Consumed<K, V> withOffsetResetPolicy(@Nullable AutoOffsetReset resetPolicy) {
        return new Consumed<>(keySerde, valueSerde, timestampExtractor, resetPolicy, processorName);
    }

    @Override
    public Consumed<K, V> withName(@Nullable String processorName) {
        return new Consumed<>(keySerde, valueSerde, timestampExtractor, resetPolicy, processorName);
    }

    /**
     * What reads keys. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<K> keySerde() {
        return keySerde;
    }

    /**
     * What reads values. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<V> valueSerde() {
        return valueSerde;
    }

    /**
     * What finds the event time. An addition to the mirrored API.
     *
     * @return the extractor; null for the default
     */
    public @Nullable TimestampExtractor timestampExtractor() {
        return timestampExtractor;
    }

    /**
     * Where to begin without a committed offset. An addition to the mirrored API.
     *
     * @return the policy; null for the default
     */
    public @Nullable AutoOffsetReset offsetResetPolicy() {
        return resetPolicy;
    }

    /**
     * The source's name. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String name() {
        return processorName;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Consumed<?, ?> that
                && Objects.equals(keySerde, that.keySerde)
                && Objects.equals(valueSerde, that.valueSerde)
                && Objects.equals(timestampExtractor, that.timestampExtractor)
                && Objects.equals(resetPolicy, that.resetPolicy)
                && Objects.equals(processorName, that.processorName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keySerde, valueSerde, timestampExtractor, resetPolicy, processorName);
    }
}
