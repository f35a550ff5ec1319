package dev.millrace.streams.store;

import dev.millrace.streams.state.AggregationWithHeaders;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a store look to somebody who wants to see less of them, and what becomes of what they put.
 *
 * @param <I> values of the store
 * @param <O> values as they are seen
 */
public interface ValueView<I, O> {

    /** The timestamp of what is put by somebody who does not see timestamps. */
    long NO_TIMESTAMP = -1;

    /**
     * What is seen of a value; null for null.
     *
     * @param stored what the store holds
     * @return what its reader gets
     */
    @Nullable
    O seen(@Nullable I stored);

    /**
     * What is stored for a value that is put; null for null.
     *
     * @param seen what a user puts
     * @return what the store gets
     */
    @Nullable
    I stored(@Nullable O seen);

    /**
     * Timestamped values without their timestamps.
     *
     * @param <V> type of the values
     * @return a view; what is put through it has no timestamp
     */
    static <V> ValueView<ValueAndTimestamp<V>, V> withoutTimestamp() {
        return new ValueView<>() {
            @Override
            public @Nullable V seen(@Nullable ValueAndTimestamp<V> stored) {
                return ValueAndTimestamp.getValueOrNull(stored);
            }

            @Override
            public @Nullable ValueAndTimestamp<V> stored(@Nullable V seen) {
                return ValueAndTimestamp.make(seen, NO_TIMESTAMP);
            }
        };
    }

    /**
     * Values with headers without these.
     *
     * @param <V> type of the values
     * @return a view; what is put through it has empty headers
     */
    static <V> ValueView<ValueTimestampHeaders<V>, ValueAndTimestamp<V>> withoutHeaders() {
        return new ValueView<>() {
            @Override
            public @Nullable ValueAndTimestamp<V> seen(@Nullable ValueTimestampHeaders<V> stored) {
                return stored == null ? null : ValueAndTimestamp.make(stored.value(), stored.timestamp());
            }

            @Override
            public @Nullable ValueTimestampHeaders<V> stored(@Nullable ValueAndTimestamp<V> seen) {
                return seen == null
                        ? null
                        : ValueTimestampHeaders.make(seen.value(), seen.timestamp(), new RecordHeaders());
            }
        };
    }

    /**
     * Values with headers without these and without their timestamps.
     *
     * @param <V> type of the values
     * @return a view; what is put through it has no timestamp, and empty headers
     */
    static <V> ValueView<ValueTimestampHeaders<V>, V> withoutTimestampAndHeaders() {
        return new ValueView<>() {
            @Override
            public @Nullable V seen(@Nullable ValueTimestampHeaders<V> stored) {
                return ValueTimestampHeaders.getValueOrNull(stored);
            }

            @Override
            public @Nullable ValueTimestampHeaders<V> stored(@Nullable V seen) {
                return ValueTimestampHeaders.make(seen, NO_TIMESTAMP, new RecordHeaders());
            }
        };
    }

    /**
     * Aggregates of sessions without their headers.
     *
     * @param <V> type of the aggregates
     * @return a view; what is put through it has empty headers
     */
    static <V> ValueView<AggregationWithHeaders<V>, V> ofAggregation() {
        return new ValueView<>() {
            @Override
            public @Nullable V seen(@Nullable AggregationWithHeaders<V> stored) {
                return AggregationWithHeaders.getAggregationOrNull(stored);
            }

            @Override
            public @Nullable AggregationWithHeaders<V> stored(@Nullable V seen) {
                return AggregationWithHeaders.make(seen, new RecordHeaders());
            }
        };
    }
}
