package dev.millrace.stores;

import java.util.Arrays;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Keys as objects and as bytes. Two keys are the same if their bytes are; for a few well-known serdes the objects' own equality
 * says the same, and no bytes are needed to look a key up ({@link #live}).
 */
final class KeyCodec<K> {

    /** Whether keys are looked up as objects. */
    final boolean live;

    private final Serde<K> serde;
    private final Serializer<K> serializer;
    private final String topic;

    KeyCodec(Serde<K> serde, String topic) {
        this.serde = serde;
        this.topic = topic;
        serializer = serde.serializer();
        live = LiveTypes.isFaithfulForKeys(serializer);
    }

    byte[] toBytes(K key) {
        return serializer.serialize(topic, key);
    }

    K fromBytes(byte[] bytes) {
        return serde.deserializer().deserialize(topic, bytes);
    }

    static int hashOf(Object key) {
        int hash = key.hashCode();
        return hash ^ (hash >>> 16);
    }

    static int hashOf(byte[] key) {
        int hash = Arrays.hashCode(key) * 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }
}
