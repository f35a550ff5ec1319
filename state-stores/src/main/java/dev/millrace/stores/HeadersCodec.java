package dev.millrace.stores;

import dev.millrace.streams.state.AggregationWithHeaders;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.store.ChangeSink;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Values with headers.
 *
 * <pre>
 *   table value       | headers ({@link HeaderBytes}) | timestamp, 8 (not of sessions) | value |
 *   changelog record  its value, timestamp and headers
 * </pre>
 *
 * <p>Headers can be changed by whoever has them, and travel on with the records that are forwarded. So a live value
 * keeps a copy of them that nobody else has, and each get gives a copy again.
 *
 * @param <T> the value alone
 * @param <V> the value with what is kept beside it
 */
final class HeadersCodec<T, V> extends ValueCodec<V> {

    private final StoreSerde<T> serde;
    private final Form<T, V> form;

    /** How a value and what is kept beside it are put together. */
    private interface Form<T, V> {
        /** Whether there is a timestamp. */
        boolean isTimed();

        @Nullable
        T value(V whole);

        /** Only if {@link #isTimed}. */
        long timestampMs(V whole);

        Headers headers(V whole);

        V whole(@Nullable T value, long timestampMs, Headers headers);
    }

    private HeadersCodec(Serde<T> serde, String topic, boolean liveAll, Form<T, V> form) {
        super(liveAll);
        this.serde = StoreSerde.ofValues(serde, topic);
        this.form = form;
    }

    static <T> ValueCodec<ValueTimestampHeaders<T>> ofValues(Serde<T> serde, String topic, boolean liveAll) {
        return new HeadersCodec<>(serde, topic, liveAll, new Timestamped<>());
    }

    static <T> ValueCodec<AggregationWithHeaders<T>> ofAggregations(Serde<T> serde, String topic, boolean liveAll) {
        return new HeadersCodec<>(serde, topic, liveAll, new Aggregation<>());
    }

    @Override
    boolean hasHeaders() {
        return true;
    }

    @Override
    boolean hasTimestamps() {
        return form.isTimed();
    }

    @Override
    @Nullable
    Object content(V whole) {
        return form.value(whole);
    }

    @Override
    boolean isImmutable(V whole) {
        T value = form.value(whole);
        return value != null && LiveTypes.isImmutable(value);
    }

    @Override
    V own(V whole) {
        return form.whole(form.value(whole), timestampMs(whole), new RecordHeaders(form.headers(whole)));
    }

    @Override
    byte @Nullable [] toTable(V whole) {
        T value = form.value(whole);
        Headers headers = new RecordHeaders(form.headers(whole)); // a serializer may add its own
        byte[] bytes = value == null ? null : serde.write(headers, value);
        return bytes == null ? null : HeaderBytes.prefixed(headers, timestampMs(whole), bytes);
    }

    private long timestampMs(V whole) {
        return form.isTimed() ? form.timestampMs(whole) : EngineTable.NO_TIMESTAMP;
    }

    @Override
    V fromTable(byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        Headers headers = HeaderBytes.take(row);
        long timestampMs = form.isTimed() ? HeaderBytes.takeTimestamp(row) : EngineTable.NO_TIMESTAMP;
        return form.whole(serde.read(headers, rest(row)), timestampMs, headers);
    }

    private static byte[] rest(ByteBuffer row) {
        byte[] rest = new byte[row.remaining()];
        row.get(rest);
        return rest;
    }

    @Override
    int emit(
            @Nullable EngineTable table,
            long segment,
            byte[] key,
            @Nullable Object held,
            long timestampMs,
            @Nullable ChangeSink sink) {
        byte[] bytes = bytesOf(held);
        if (bytes == null) {
            deleted(table, segment, key, timestampMs, sink);
            return 0;
        }
        if (sink != null) {
            ByteBuffer row = ByteBuffer.wrap(bytes);
            Headers headers = HeaderBytes.take(row);
            long changeMs = form.isTimed() ? HeaderBytes.takeTimestamp(row) : timestampMs;
            sink.change(key, rest(row), changeMs, headers.toArray());
        }
        if (table != null) {
            table.stage(segment, key, EngineTable.NO_TIMESTAMP, bytes);
        }
        return bytes.length;
    }

    @Override
    void restore(
            EngineTable table, long segment, byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        long keptMs = form.isTimed() ? timestampMs : EngineTable.NO_TIMESTAMP;
        byte[] bytes = value == null ? null : HeaderBytes.prefixed(headers, keptMs, value);
        table.stage(segment, key, EngineTable.NO_TIMESTAMP, bytes);
    }

    private static final class Timestamped<T> implements Form<T, ValueTimestampHeaders<T>> {
        @Override
        public boolean isTimed() {
            return true;
        }

        @Override
        public @Nullable T value(ValueTimestampHeaders<T> whole) {
            return whole.value();
        }

        @Override
        public long timestampMs(ValueTimestampHeaders<T> whole) {
            return whole.timestamp();
        }

        @Override
        public Headers headers(ValueTimestampHeaders<T> whole) {
            return whole.headers();
        }

        @Override
        public ValueTimestampHeaders<T> whole(@Nullable T value, long timestampMs, Headers headers) {
            return ValueTimestampHeaders.makeAllowNullable(value, timestampMs, headers);
        }
    }

    private static final class Aggregation<T> implements Form<T, AggregationWithHeaders<T>> {
        @Override
        public boolean isTimed() {
            return false;
        }

        @Override
        public @Nullable T value(AggregationWithHeaders<T> whole) {
            return whole.aggregation();
        }

        @Override
        public long timestampMs(AggregationWithHeaders<T> whole) {
            throw new UnsupportedOperationException("an aggregate with headers has no timestamp");
        }

        @Override
        public Headers headers(AggregationWithHeaders<T> whole) {
            return whole.headers();
        }

        @Override
        public AggregationWithHeaders<T> whole(@Nullable T value, long timestampMs, Headers headers) {
            return AggregationWithHeaders.makeAllowNullable(value, headers);
        }
    }
}
