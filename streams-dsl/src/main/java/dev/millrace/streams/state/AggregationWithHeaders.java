package dev.millrace.streams.state;

import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate of a session with headers (KIP-1271). Immutable as far as the aggregate and the headers are.
 *
 * @param <AGG> type of the aggregate
 */
public final class AggregationWithHeaders<AGG extends @Nullable Object> {
    private final AGG aggregation;
    private final Headers headers;

    private AggregationWithHeaders(AGG aggregation, Headers headers) {
        this.aggregation = aggregation;
        this.headers = Objects.requireNonNull(headers, "headers must not be null");
    }

    /**
     * An aggregate with headers.
     *
     * @param aggregation the aggregate
     * @param headers not null, may be empty
     * @param <AGG> type of the aggregate
     * @return both; null if the aggregate is null
     */
    public static <AGG> @Nullable AggregationWithHeaders<AGG> make(@Nullable AGG aggregation, Headers headers) {
        return aggregation == null ? null : new AggregationWithHeaders<>(aggregation, headers);
    }

    /**
     * An aggregate, which may be null, with headers.
     *
     * @param aggregation the aggregate, may be null
     * @param headers not null, may be empty
     * @param <AGG> type of the aggregate
     * @return both
     */
    @SuppressWarnings("NullAway") // AGG says whether null is allowed; legacy NullAway does not ask it
    public static <AGG extends @Nullable Object> AggregationWithHeaders<AGG> makeAllowNullable(
            @Nullable AGG aggregation, Headers headers) {
        return new AggregationWithHeaders<>(aggregation, headers);
    }

    /**
     * The aggregate of one that may be absent.
     *
     * @param aggregationWithHeaders may be null
     * @param <AGG> type of the aggregate
     * @return its aggregate; null if it is absent
     */
    public static <AGG> @Nullable AGG getAggregationOrNull(
            @Nullable AggregationWithHeaders<AGG> aggregationWithHeaders) {
        return aggregationWithHeaders == null ? null : aggregationWithHeaders.aggregation();
    }

    /**
     * The aggregate.
     *
     * @return the aggregate, which is null only if {@link #makeAllowNullable} was given null
     */
    public AGG aggregation() {
        return aggregation;
    }

    /**
     * The headers.
     *
     * @return never null, may be empty
     */
    public Headers headers() {
        return headers;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AggregationWithHeaders<?> that
                && Objects.equals(aggregation, that.aggregation)
                && headers.equals(that.headers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(aggregation, headers);
    }

    @Override
    public String toString() {
        return "AggregationWithHeaders{aggregation=" + aggregation + ", headers=" + headers + "}";
    }
}
