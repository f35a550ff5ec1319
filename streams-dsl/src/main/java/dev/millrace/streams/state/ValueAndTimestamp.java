package dev.millrace.streams.state;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value and the event time of the record that set it. Immutable as far as the value is.
 *
 * @param <V> type of the value
 */
public final class ValueAndTimestamp<V extends @Nullable Object> {
    private final V value;
    private final long timestamp;

    private ValueAndTimestamp(V value, long timestamp) {
        this.value = value;
        this.timestamp = timestamp;
    }

    /**
     * Pairs a value with its time.
     *
     * @param value the value
     * @param timestamp event time, milliseconds since 1970
     * @param <V> type of the value
     * @return the pair; null if the value is null, since an absent value has no time
     */
    public static <V> @Nullable ValueAndTimestamp<V> make(@Nullable V value, long timestamp) {
        return value == null ? null : new ValueAndTimestamp<>(value, timestamp);
    }

    /**
     * Pairs a value, which may be null, with its time.
     *
     * @param value the value, may be null
     * @param timestamp event time, milliseconds since 1970
     * @param <V> type of the value
     * @return the pair
     */
    @SuppressWarnings("NullAway") // V says whether null is allowed; legacy NullAway does not ask it
    public static <V extends @Nullable Object> ValueAndTimestamp<V> makeAllowNullable(
            @Nullable V value, long timestamp) {
        return new ValueAndTimestamp<>(value, timestamp);
    }

    /**
     * The value of a pair that may be absent.
     *
     * @param valueAndTimestamp the pair, may be null
     * @param <V> type of the value
     * @return its value; null if there is no pair
     */
    public static <V> @Nullable V getValueOrNull(@Nullable ValueAndTimestamp<V> valueAndTimestamp) {
        return valueAndTimestamp == null ? null : valueAndTimestamp.value();
    }

    /**
     * The value.
     *
     * @return the value, which is null only if {@link #makeAllowNullable} was given null
     */
    public V value() {
        return value;
    }

    /**
     * Event time of the record that set the value.
     *
     * @return milliseconds since 1970
     */
    public long timestamp() {
        return timestamp;
    }

    @Override
    public String toString() {
        return "<" + value + "," + timestamp + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ValueAndTimestamp<?> that
                && timestamp == that.timestamp
                && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(timestamp) + Objects.hashCode(value);
    }
}
