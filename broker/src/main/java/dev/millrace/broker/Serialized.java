package dev.millrace.broker;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Turns a record's key and value into bytes, and a serializer for the wrong type into an error that says so. */
final class Serialized {

    private Serialized() {}

    static <K, V> byte @Nullable [] key(Serializer<K> serializer, ProducerRecord<K, V> record) {
        try {
            return serializer.serialize(record.topic(), record.headers(), record.key());
        } catch (ClassCastException e) {
            throw wrongType("key", record.key(), serializer, record.topic(), e);
        }
    }

    static <K, V> byte @Nullable [] value(Serializer<V> serializer, ProducerRecord<K, V> record) {
        try {
            return serializer.serialize(record.topic(), record.headers(), record.value());
        } catch (ClassCastException e) {
            throw wrongType("value", record.value(), serializer, record.topic(), e);
        }
    }

    private static SerializationException wrongType(
            String what, @Nullable Object given, Serializer<?> serializer, String topic, ClassCastException e) {
        String type = given == null ? "null" : given.getClass().getName();
        return new SerializationException(
                "The " + what + " of a record for topic '" + topic + "' is a " + type + ", which "
                        + serializer.getClass().getName() + " cannot write; set " + what
                        + ".serializer to one that can",
                e);
    }
}
