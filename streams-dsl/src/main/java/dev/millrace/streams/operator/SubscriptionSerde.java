package dev.millrace.streams.operator;

import dev.millrace.streams.topology.DefaultSerdes;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Subscription} in its topic and its store, as Kafka Streams writes it.
 *
 * <pre>
 *   | version, 7 bits; high bit: no hash | instruction, 1 byte | hash, 16 bytes | primary key | primary partition, 4 bytes |
 * </pre>
 *
 * The partition is there since version 1. The primary key is written as one of the topic {@code <topic>-pk}, which is
 * what serdes are told.
 */
public final class SubscriptionSerde<K> implements Serde<Subscription<K>>, DefaultSerdes.Aware {

    private static final byte WITHOUT_PARTITION = 0;
    private static final byte WITH_PARTITION = 1;
    private static final byte NO_HASH = (byte) 0x80;

    private @Nullable Serde<K> keySerde;

    /**
     * A serde over one for primary keys.
     *
     * @param keySerde null: the default of the configuration
     */
    public SubscriptionSerde(@Nullable Serde<K> keySerde) {
        this.keySerde = keySerde;
    }

    @Override
    @SuppressWarnings("unchecked") // the default serde is what the user says fits keys without one of their own
    public void useDefaults(DefaultSerdes defaults) {
        if (keySerde == null) {
            keySerde = (Serde<K>) defaults.keySerde();
        }
    }

    private Serde<K> keySerde() {
        return Objects.requireNonNull(keySerde, "No serde for keys: none was given and the default was not filled in");
    }

    @Override
    public Serializer<Subscription<K>> serializer() {
        return new Writer();
    }

    @Override
    public Deserializer<Subscription<K>> deserializer() {
        return new Reader();
    }

    private final class Writer implements Serializer<Subscription<K>>, DefaultSerdes.Aware {
        @Override
        public void useDefaults(DefaultSerdes defaults) {
            SubscriptionSerde.this.useDefaults(defaults);
        }

        @Override
        public byte @Nullable [] serialize(String topic, @Nullable Subscription<K> subscription) {
            return serialize(topic, new RecordHeaders(), subscription);
        }

        @Override
        public byte @Nullable [] serialize(String topic, Headers headers, @Nullable Subscription<K> subscription) {
            if (subscription == null) {
                return null;
            }
            byte[] key = keySerde().serializer().serialize(topic + "-pk", headers, subscription.primaryKey());
            ValueHash hash = subscription.hash();
            Integer partition = subscription.primaryPartition();
            byte version = partition == null ? WITHOUT_PARTITION : WITH_PARTITION;
            byte[] bytes = new byte
                    [2
                            + (hash == null ? 0 : ValueHash.SIZE_BYTES)
                            + key.length
                            + (partition == null ? 0 : Integer.BYTES)];
            ByteBuffer out = ByteBuffer.wrap(bytes);
            out.put(hash == null ? (byte) (version | NO_HASH) : version);
            out.put(subscription.instruction().code());
            if (hash != null) {
                hash.writeTo(out);
            }
            out.put(key);
            if (partition != null) {
                out.putInt(partition);
            }
            return bytes;
        }
    }

    private final class Reader implements Deserializer<Subscription<K>>, DefaultSerdes.Aware {
        @Override
        public void useDefaults(DefaultSerdes defaults) {
            SubscriptionSerde.this.useDefaults(defaults);
        }

        @Override
        public @Nullable Subscription<K> deserialize(String topic, byte @Nullable [] data) {
            return deserialize(topic, new RecordHeaders(), data);
        }

        @Override
        public @Nullable Subscription<K> deserialize(String topic, Headers headers, byte @Nullable [] data) {
            if (data == null) {
                return null;
            }
            ByteBuffer in = ByteBuffer.wrap(data);
            if (data.length < 2) {
                throw tooShort(topic, data);
            }
            byte first = in.get();
            int version = first & ~NO_HASH;
            if (version > WITH_PARTITION) {
                throw new SerializationException("A subscription in topic " + topic + " has version " + version
                        + ", which is newer than this release knows: update all instances of the application first.");
            }
            Subscription.Instruction instruction = Subscription.Instruction.of(in.get());
            int hashBytes = (first & NO_HASH) == 0 ? ValueHash.SIZE_BYTES : 0;
            int keyBytes = in.remaining() - hashBytes - (version == WITH_PARTITION ? Integer.BYTES : 0);
            if (keyBytes < 0) {
                throw tooShort(topic, data);
            }
            ValueHash hash = hashBytes > 0 ? ValueHash.readFrom(in) : null;
            byte[] key = new byte[keyBytes];
            in.get(key);
            return new Subscription<>(
                    hash,
                    instruction,
                    keySerde().deserializer().deserialize(topic + "-pk", headers, key),
                    version == WITH_PARTITION ? in.getInt() : null);
        }

        private static SerializationException tooShort(String topic, byte[] data) {
            return new SerializationException("A subscription in topic " + topic + " has " + data.length
                    + " bytes, too few for what it has to say");
        }
    }
}
