package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.state.AggregationWithHeaders;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Values of a kind, each made of one number, with its timestamp and headers.
 *
 * @param spoil changes what may be changed of a value that was put or given: nobody else may see it
 */
record Numbered<V>(LongFunction<V> make, ToLongFunction<V> toNumber, Consumer<V> spoil) {

    static final Numbered<Long> PLAIN = new Numbered<>(number -> number, value -> value, value -> {});

    static final Numbered<ValueAndTimestamp<Long>> TIMESTAMPED = new Numbered<>(
            number -> ValueAndTimestamp.make(number, number * 10), ValueAndTimestamp::value, value -> {});

    static final Numbered<ValueTimestampHeaders<Long>> WITH_HEADERS = new Numbered<>(
            number -> ValueTimestampHeaders.make(number, number * 10, headers(number)),
            ValueTimestampHeaders::value,
            value -> value.headers().add("not put", new byte[0]));

    static final Numbered<AggregationWithHeaders<Long>> AGGREGATION_WITH_HEADERS = new Numbered<>(
            number -> AggregationWithHeaders.make(number, headers(number)),
            AggregationWithHeaders::aggregation,
            value -> value.headers().add("not put", new byte[0]));

    private static Headers headers(long number) {
        Headers headers = new RecordHeaders();
        for (long i = 0; i < number % 4; i++) {
            byte[] value = ByteBuffer.allocate(8).putLong(number + i).array();
            headers.add("header" + i, i == 2 ? null : value);
        }
        return headers;
    }

    /** The number of a value that a store gave, which is whole and as it was put; null: none. */
    Long number(V given) {
        if (given == null) {
            return null;
        }
        long number = toNumber.applyAsLong(given);
        assertThat(given).isEqualTo(make.apply(number));
        spoil.accept(given);
        return number;
    }
}
