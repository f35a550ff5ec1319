package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ProcessingContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The serdes of a join by foreign key, and the keys of its store of subscriptions:
 *
 * <pre>
 *   | length of the foreign key, 4 bytes | foreign key | primary key |
 * </pre>
 *
 * so that all subscriptions to one foreign key are one range. Serdes are told the topic of the subscriptions with
 * {@code -fk} or {@code -pk} behind it, and with {@code -vh} where a value is only hashed.
 *
 * @param topic the topic of the subscriptions, without the application's id
 * @param foreignKey null: the default of the configuration
 * @param primaryKey null: the default of the configuration
 * @param leftValue null: the default of the configuration
 */
public record ForeignKeySerdes<F, K, V>(
        String topic,
        @Nullable Serde<F> foreignKey,
        @Nullable Serde<K> primaryKey,
        @Nullable Serde<V> leftValue) {

    /** The serdes of one task. */
    Opened<F, K, V> open(ProcessingContext context) {
        return new Opened<>(
                context.applicationId() + "-" + topic,
                foreignKey == null ? typed(context.keySerde()) : foreignKey,
                primaryKey == null ? typed(context.keySerde()) : primaryKey,
                leftValue == null ? typed(context.valueSerde()) : leftValue);
    }

    @SuppressWarnings("unchecked") // the default serde is what the user says fits where none is given
    private static <T> Serde<T> typed(Serde<?> serde) {
        return (Serde<T>) serde;
    }

    /** With nothing left open. */
    record Opened<F, K, V>(String topic, Serde<F> foreignKey, Serde<K> primaryKey, Serde<V> leftValue) {

        boolean isSame(@Nullable F one, @Nullable F other, Headers headers) {
            if (one == null || other == null) {
                return one == null && other == null;
            }
            return Arrays.equals(bytes(one, headers), bytes(other, headers));
        }

        private byte[] bytes(F key, Headers headers) {
            return foreignKey.serializer().serialize(topic + "-fk", headers, key);
        }

        @Nullable
        ValueHash hash(@Nullable V value, Headers headers) {
            return value == null ? null : ValueHash.of(leftValue.serializer().serialize(topic + "-vh", headers, value));
        }

        /** The key of one subscription. */
        Bytes key(F foreign, K primary, Headers headers) {
            byte[] foreignBytes = bytes(foreign, headers);
            byte[] primaryBytes = primaryKey.serializer().serialize(topic + "-pk", headers, primary);
            byte[] key = new byte[Integer.BYTES + foreignBytes.length + primaryBytes.length];
            ByteBuffer.wrap(key).putInt(foreignBytes.length).put(foreignBytes).put(primaryBytes);
            return Bytes.wrap(key);
        }

        /** What the keys of all subscriptions to a foreign key begin with. */
        Bytes prefix(F foreign, Headers headers) {
            byte[] foreignBytes = bytes(foreign, headers);
            byte[] prefix = new byte[Integer.BYTES + foreignBytes.length];
            ByteBuffer.wrap(prefix).putInt(foreignBytes.length).put(foreignBytes);
            return Bytes.wrap(prefix);
        }
    }
}
