package dev.millrace.stores;

import java.util.Arrays;
import org.apache.kafka.common.serialization.Serde;

/**
 * Keys as objects and as bytes. Two keys are the same if their bytes are; for a few well-known serdes the objects' own
 * equality says the same, and no bytes are needed to look a key up ({@link #live}).
 */
final class KeyCodec<K> {

    /** Whether keys are looked up as objects. */
    final boolean live;

    private final StoreSerde<K> serde;
    private final ProvenTypes proven = new ProvenTypes();

    KeyCodec(Serde<K> serde, String topic) {
        this.serde = StoreSerde.ofKeys(serde, topic);
        live = LiveTypes.isFaithfulForKeys(serde.serializer());
    }

    byte[] toBytes(K key) {
        byte[] bytes = serde.write(key);
        if (bytes == null) {
            throw serde.nothingOf(key);
        }
        return bytes;
    }

    /** Makes sure that a key that is looked up as an object is of a type that the serializer takes. */
    void prove(K key) {
        if (!proven.contain(key)) {
            toBytes(key);
            proven.add(key);
        }
    }

    K fromBytes(byte[] bytes) {
        return serde.read(bytes);
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
