package dev.millrace.streams.state;

import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A value with the event time and the headers of the record that set it (KIP-1271). Immutable as far as the value and
 * the headers are.
 *
 * @param <V> type of the value
 */
public final class ValueTimestampHeaders<V extends @Nullable Object> {
    private final V value;
    private final long timestamp;
    private final Headers headers;

    private ValueTimestampHeaders(V value, long timestamp, @Nullable Headers headers) {
        this.value = value;
        this.timestamp = timestamp;
        this.headers = headers == null ? new RecordHeaders() : headers;
    }

    /**
     * A value with its time and headers.
     *
     * @param value the value
     * @param timestamp event time, milliseconds since 1970
     * @param headers null: none
     * @param <V> type of the value
     * @return all three; null if the value is null
     */
    public static <V> @Nullable ValueTimestampHeaders<V> make(
            @Nullable V value, long timestamp, @Nullable Headers headers) {
        return value == null ? null : new ValueTimestampHeaders<>(value, timestamp, headers);
    }

    /**
     * A value, which may be null, with its time and headers.
     *
     * @param value the value, may be null
     * @param timestamp event time, milliseconds since 1970
     * @param headers null: none
     * @param <V> type of the value
     * @return all three
     */
    @SuppressWarnings("NullAway") // V says whether null is allowed; legacy NullAway does not ask it
    public static <V extends @Nullable Object> ValueTimestampHeaders<V> makeAllowNullable(
            @Nullable V value, long timestamp, @Nullable Headers headers) {
        return new ValueTimestampHeaders<>(value, timestamp, headers);
    }

    /**
     * The value of one that may be absent.
     *
     * @param valueTimestampHeaders may be null
     * @param <V> type of the value
     * @return its value; null if it is absent
     */
    public static <V> @Nullable V getValueOrNull(@Nullable ValueTimestampHeaders<V> valueTimestampHeaders) {
        return valueTimestampHeaders == null ? null : valueTimestampHeaders.value();
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

    /**
     * Headers of the record that set the value.
     *
     * @return never null, may be empty
     */
    public Headers headers() {
        return headers;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ValueTimestampHeaders<?> that
                && timestamp == that.timestamp
                && Objects.equals(value, that.value)
                && headers.equals(that.headers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, timestamp, headers);
    }

    @Override
    public String toString() {
        return "ValueTimestampHeaders{value=" + value + ", timestamp=" + timestamp + ", headers=" + headers + "}";
    }
}
