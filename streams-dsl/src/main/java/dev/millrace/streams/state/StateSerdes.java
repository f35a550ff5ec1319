package dev.millrace.streams.state;

import dev.millrace.streams.errors.StreamsException;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The serdes of a store together with the topic that they are called with, for stores written by hand. Immutable; as
 * safe for threads as the serdes are.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class StateSerdes<K, V> {
    /** Bytes that a timestamp takes in front of a value. */
    public static final int TIMESTAMP_SIZE = Long.BYTES;

    /** Bytes that a boolean takes. */
    public static final int BOOLEAN_SIZE = 1;

    private final String topic;
    private final Serde<K> keySerde;
    private final Serde<V> valueSerde;

    /**
     * Puts serdes together.
     *
     * @param topic the store's changelog topic
     * @param keySerde reads and writes keys
     * @param valueSerde reads and writes values
     */
    public StateSerdes(String topic, Serde<K> keySerde, Serde<V> valueSerde) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.keySerde = Objects.requireNonNull(keySerde, "keySerde");
        this.valueSerde = Objects.requireNonNull(valueSerde, "valueSerde");
    }

    /**
     * Serdes of types that {@link Serdes} knows.
     *
     * @param topic the store's changelog topic
     * @param keyClass type of the keys
     * @param valueClass type of the values
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the serdes
     * @throws IllegalArgumentException if a type is not known
     */
    public static <K, V> StateSerdes<K, V> withBuiltinTypes(String topic, Class<K> keyClass, Class<V> valueClass) {
        return new StateSerdes<>(topic, Serdes.serdeFrom(keyClass), Serdes.serdeFrom(valueClass));
    }

    /** {@return what reads and writes keys} */
    public Serde<K> keySerde() {
        return keySerde;
    }

    /** {@return what reads and writes values} */
    public Serde<V> valueSerde() {
        return valueSerde;
    }

    /** {@return what reads keys} */
    public Deserializer<K> keyDeserializer() {
        return keySerde.deserializer();
    }

    /** {@return what writes keys} */
    public Serializer<K> keySerializer() {
        return keySerde.serializer();
    }

    /** {@return what reads values} */
    public Deserializer<V> valueDeserializer() {
        return valueSerde.deserializer();
    }

    /** {@return what writes values} */
    public Serializer<V> valueSerializer() {
        return valueSerde.serializer();
    }

    /** {@return the topic that the serdes are called with} */
    public String topic() {
        return topic;
    }

    /**
     * Reads a key.
     *
     * @param rawKey its bytes
     * @param headers headers of the record
     * @return the key, null if the serde makes null of the bytes
     */
    public @Nullable K keyFrom(byte[] rawKey, Headers headers) {
        return keySerde.deserializer().deserialize(topic, headers, rawKey);
    }

    /**
     * Reads a value.
     *
     * @param rawValue its bytes, may be null
     * @param headers headers of the record
     * @return the value, null if the serde makes null of the bytes
     */
    public @Nullable V valueFrom(byte @Nullable [] rawValue, Headers headers) {
        return valueSerde.deserializer().deserialize(topic, headers, rawValue);
    }

    /**
     * Writes a key.
     *
     * @param key the key
     * @param headers headers of the record
     * @return its bytes
     * @throws StreamsException if the key is not of the serde's type
     */
    public byte @Nullable [] rawKey(K key, Headers headers) {
        try {
            return keySerde.serializer().serialize(topic, headers, key);
        } catch (ClassCastException e) {
            throw wrongType("key", key, keySerde, e);
        }
    }

    /**
     * Writes a value.
     *
     * @param value the value, may be null
     * @param headers headers of the record
     * @return its bytes, null if the serde makes null of the value
     * @throws StreamsException if the value is not of the serde's type
     */
    public byte @Nullable [] rawValue(@Nullable V value, Headers headers) {
        try {
            return valueSerde.serializer().serialize(topic, headers, value);
        } catch (ClassCastException e) {
            throw wrongType("value", value, valueSerde, e);
        }
    }

    private static <T> StreamsException wrongType(
            String what, @Nullable T object, Serde<T> serde, ClassCastException cause) {
        String type = object == null ? "null" : object.getClass().getName();
        return new StreamsException(
                "A " + what + " of type " + type + " was given to "
                        + serde.serializer().getClass().getName()
                        + ", which writes another type: give the store a serde of the"
                        + " right type",
                cause);
    }
}
