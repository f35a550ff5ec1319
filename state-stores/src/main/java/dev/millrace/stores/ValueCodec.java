package dev.millrace.stores;

import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.ChangeSink;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Values as a store holds them (live, or as the bytes of its table), and as its changelog and table want them.
 *
 * @param <V> the value as the store's users see it
 */
abstract class ValueCodec<V> {

    private final boolean liveAll;
    private final ProvenTypes proven = new ProvenTypes();

    ValueCodec(boolean liveAll) {
        this.liveAll = liveAll;
    }

    /** Values as they are. */
    static <V> ValueCodec<V> plain(Serde<V> serde, String topic, boolean liveAll) {
        return new Plain<>(serde, topic, liveAll);
    }

    /** Values with a timestamp. */
    static <V> ValueCodec<ValueAndTimestamp<V>> timestamped(Serde<V> serde, String topic, boolean liveAll) {
        return new Timestamped<>(serde, topic, liveAll);
    }

    /** Whether a value may stay as it is between put and get. */
    final boolean staysLive(V value) {
        return isImmutable(value) || (liveAll && !(value instanceof byte[]));
    }

    /**
     * What a cell holds for a value: itself, or its table bytes. Null if the serializer makes null of it.
     *
     * @throws dev.millrace.streams.errors.StreamsException if the serializer does not take a value of this type
     */
    final @Nullable Object hold(V value) {
        if (!staysLive(value)) {
            return toTable(value);
        }
        Object content = content(value);
        if (content != null && !proven.contain(content)) {
            toTable(value);
            proven.add(content);
        }
        return own(value);
    }

    /**
     * What a cell holds from now on. A number takes the place of the one before.
     *
     * @param before what it held
     * @param held see {@link #hold}
     */
    @Nullable
    Object replace(@Nullable Object before, @Nullable Object held) {
        return held;
    }

    /** What a cell holds, as it is now: a later put does not change it. */
    final @Nullable Object snapshot(@Nullable Object held) {
        return held instanceof HeldLong number ? ofNumber(number) : held;
    }

    /** The value of what a cell holds. */
    @SuppressWarnings("unchecked")
    final V unhold(Object held) {
        if (held instanceof HeldLong number) {
            return ofNumber(number);
        }
        return held instanceof byte[] bytes ? fromTable(bytes) : own((V) held);
    }

    /** The value of a number that was put in place. */
    V ofNumber(HeldLong number) {
        throw new IllegalStateException("These values are held as they are");
    }

    /**
     * What may be kept or given away in place of a live value: itself, unless a part of it can change that is not the
     * value.
     */
    V own(V value) {
        return value;
    }

    /** Whether what a cell holds is an object that its owner may change without a put of a new one. */
    @SuppressWarnings("unchecked")
    final boolean isMutable(Object held) {
        return !(held instanceof byte[]) && !(held instanceof HeldLong) && !isImmutable((V) held);
    }

    /** The table bytes of what a cell holds. */
    final byte @Nullable [] bytesOf(@Nullable Object held) {
        return held == null || held instanceof byte[] ? (byte[]) held : toTable(unhold(held));
    }

    /** What the serializer is given of a value. */
    abstract @Nullable Object content(V value);

    abstract boolean isImmutable(V value);

    /** Whether table bytes begin with headers. */
    boolean hasHeaders() {
        return false;
    }

    /** Whether there is a timestamp before the value. */
    boolean hasTimestamps() {
        return false;
    }

    abstract byte @Nullable [] toTable(V value);

    abstract V fromTable(byte[] bytes);

    /**
     * Gives what a cell holds to its table and its changelog, or to one of them; serialises at most once.
     *
     * @param segment before the key in the table; see {@link EngineTable#stage}
     * @param timestampMs of the last put's record
     * @return the bytes of the value
     */
    abstract int emit(
            @Nullable EngineTable table,
            long segment,
            byte[] key,
            @Nullable Object held,
            long timestampMs,
            @Nullable ChangeSink sink);

    /** Stages a record of the changelog. */
    abstract void restore(
            EngineTable table, long segment, byte[] key, byte @Nullable [] value, long timestampMs, Headers headers);

    private static HeldLong inPlace(@Nullable Object before, long number, long timestampMs) {
        if (before instanceof HeldLong there) {
            there.number = number;
            there.timestampMs = timestampMs;
            return there;
        }
        return new HeldLong(number, timestampMs);
    }

    static void deleted(
            @Nullable EngineTable table, long segment, byte[] key, long timestampMs, @Nullable ChangeSink sink) {
        if (sink != null) {
            sink.change(key, null, timestampMs, ChangeSink.NO_HEADERS);
        }
        if (table != null) {
            table.stage(segment, key, EngineTable.NO_TIMESTAMP, null);
        }
    }

    private static final class Plain<V> extends ValueCodec<V> {

        private final StoreSerde<V> serde;

        Plain(Serde<V> serde, String topic, boolean liveAll) {
            super(liveAll);
            this.serde = StoreSerde.ofValues(serde, topic);
        }

        @Override
        Object content(V value) {
            return value;
        }

        @Override
        boolean isImmutable(V value) {
            return LiveTypes.isImmutable(value);
        }

        @Override
        @Nullable
        Object replace(@Nullable Object before, @Nullable Object held) {
            return held instanceof Long number ? inPlace(before, number, EngineTable.NO_TIMESTAMP) : held;
        }

        @Override
        @SuppressWarnings("unchecked")
        V ofNumber(HeldLong number) {
            return (V) (Long) number.number;
        }

        @Override
        byte @Nullable [] toTable(V value) {
            return serde.write(value);
        }

        @Override
        V fromTable(byte[] bytes) {
            return serde.read(bytes);
        }

        @Override
        int emit(
                @Nullable EngineTable table,
                long segment,
                byte[] key,
                @Nullable Object held,
                long timestampMs,
                @Nullable ChangeSink sink) {
            byte[] value = bytesOf(held);
            if (value == null) {
                deleted(table, segment, key, timestampMs, sink);
                return 0;
            }
            if (sink != null) {
                sink.change(key, value, timestampMs, ChangeSink.NO_HEADERS);
            }
            if (table != null) {
                table.stage(segment, key, EngineTable.NO_TIMESTAMP, value);
            }
            return value.length;
        }

        @Override
        void restore(
                EngineTable table,
                long segment,
                byte[] key,
                byte @Nullable [] value,
                long timestampMs,
                Headers headers) {
            table.stage(segment, key, EngineTable.NO_TIMESTAMP, value);
        }
    }

    private static final class Timestamped<V> extends ValueCodec<ValueAndTimestamp<V>> {

        private final StoreSerde<V> serde;

        Timestamped(Serde<V> serde, String topic, boolean liveAll) {
            super(liveAll);
            this.serde = StoreSerde.ofValues(serde, topic);
        }

        @Override
        boolean hasTimestamps() {
            return true;
        }

        @Override
        @Nullable
        Object content(ValueAndTimestamp<V> value) {
            return value.value();
        }

        @Override
        boolean isImmutable(ValueAndTimestamp<V> value) {
            V inner = value.value();
            return inner == null || LiveTypes.isImmutable(inner);
        }

        @Override
        @Nullable
        Object replace(@Nullable Object before, @Nullable Object held) {
            return held instanceof ValueAndTimestamp<?> live && live.value() instanceof Long number
                    ? inPlace(before, number, live.timestamp())
                    : held;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // make gives null for no value only
        ValueAndTimestamp<V> ofNumber(HeldLong number) {
            return ValueAndTimestamp.make((V) (Long) number.number, number.timestampMs);
        }

        @Override
        byte @Nullable [] toTable(ValueAndTimestamp<V> value) {
            byte[] bytes = serde.write(value.value());
            return bytes == null ? null : Rows.prefixed(value.timestamp(), bytes);
        }

        @Override
        @SuppressWarnings(
                "NullAway") // a deserializer that gives null: as in Kafka, the value is null, the timestamp stays
        ValueAndTimestamp<V> fromTable(byte[] bytes) {
            V value = serde.read(Rows.withoutPrefix(bytes));
            return ValueAndTimestamp.makeAllowNullable(value, Rows.longAt(bytes, 0));
        }

        @Override
        int emit(
                @Nullable EngineTable table,
                long segment,
                byte[] key,
                @Nullable Object held,
                long timestampMs,
                @Nullable ChangeSink sink) {
            byte[] value = null;
            long timestamp = timestampMs;
            if (held instanceof byte[] bytes) {
                timestamp = Rows.longAt(bytes, 0);
                value = Rows.withoutPrefix(bytes);
            } else if (held != null) {
                ValueAndTimestamp<V> live = unhold(held);
                timestamp = live.timestamp();
                value = serde.write(live.value());
            }
            if (value == null) {
                deleted(table, segment, key, timestamp, sink);
                return 0;
            }
            if (sink != null) {
                sink.change(key, value, timestamp, ChangeSink.NO_HEADERS);
            }
            if (table != null) {
                table.stage(segment, key, timestamp, value);
            }
            return value.length + 8;
        }

        @Override
        void restore(
                EngineTable table,
                long segment,
                byte[] key,
                byte @Nullable [] value,
                long timestampMs,
                Headers headers) {
            table.stage(segment, key, value == null ? EngineTable.NO_TIMESTAMP : timestampMs, value);
        }
    }
}
