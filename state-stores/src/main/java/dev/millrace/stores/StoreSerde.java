package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import java.lang.reflect.Method;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The keys or the values of a store as bytes, with an error that a user can act on when the serde is not made for them
 * or refuses them.
 */
final class StoreSerde<T> {

    private final Serializer<T> serializer;
    private final Deserializer<T> deserializer;
    private final String topic;
    private final boolean isKey;

    private StoreSerde(Serde<T> serde, String topic, boolean isKey) {
        this.serializer = serde.serializer();
        this.deserializer = serde.deserializer();
        this.topic = topic;
        this.isKey = isKey;
    }

    static <K> StoreSerde<K> ofKeys(Serde<K> serde, String topic) {
        return new StoreSerde<>(serde, topic, true);
    }

    static <V> StoreSerde<V> ofValues(Serde<V> serde, String topic) {
        return new StoreSerde<>(serde, topic, false);
    }

    byte @Nullable [] write(@Nullable T object) {
        try {
            return serializer.serialize(topic, object);
        } catch (ClassCastException e) {
            throw notTaken(object, "does not take" + because(e), e);
        } catch (SerializationException e) {
            throw notTaken(object, "refuses (" + e.getMessage() + ")", e);
        }
    }

    byte @Nullable [] write(Headers headers, @Nullable T object) {
        try {
            return serializer.serialize(topic, headers, object);
        } catch (ClassCastException e) {
            throw notTaken(object, "does not take" + because(e), e);
        } catch (SerializationException e) {
            throw notTaken(object, "refuses (" + e.getMessage() + ")", e);
        }
    }

    T read(byte[] bytes) {
        try {
            return deserializer.deserialize(topic, bytes);
        } catch (SerializationException e) {
            throw unreadable(e);
        }
    }

    T read(Headers headers, byte[] bytes) {
        try {
            return deserializer.deserialize(topic, headers, bytes);
        } catch (SerializationException e) {
            throw unreadable(e);
        }
    }

    private StreamsException notTaken(@Nullable Object object, String verb, RuntimeException e) {
        return new RefusedException(
                "The store of '" + topic + "' was given a " + part() + " of type "
                        + (object == null ? "null" : object.getClass().getName()) + ", which its serializer "
                        + serializer.getClass().getName() + " " + verb + ". " + remedy(),
                e);
    }

    /**
     * The type that the serializer declares, if it does: the exception of a cast in compiled code often has no message.
     */
    private String because(ClassCastException e) {
        for (Method method : serializer.getClass().getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (method.getName().equals("serialize") && parameters.length == 2 && parameters[1] != Object.class) {
                return ", since it is for " + parameters[1].getTypeName();
            }
        }
        return " (" + e.getMessage() + ")";
    }

    /** For a key, which has to be there. */
    StreamsException nothingOf(T object) {
        return new StreamsException("The serializer " + serializer.getClass().getName() + " makes null of a " + part()
                + " of type " + object.getClass().getName() + ", which the store of '" + topic + "' cannot keep");
    }

    private StreamsException unreadable(SerializationException e) {
        return new StreamsException(
                "The store of '" + topic + "' holds a " + part() + " that "
                        + deserializer.getClass().getName() + " cannot read (" + e.getMessage()
                        + "): it was written by another serde. " + remedy(),
                e);
    }

    private String part() {
        return isKey ? "key" : "value";
    }

    private String remedy() {
        return isKey
                ? "Set the right one with Materialized.withKeySerde (or Grouped, or the store's builder), or the default"
                        + " 'default.key.serde'"
                : "Set the right one with Materialized.withValueSerde (or Grouped, or the store's builder), or the default"
                        + " 'default.value.serde'";
    }
}
