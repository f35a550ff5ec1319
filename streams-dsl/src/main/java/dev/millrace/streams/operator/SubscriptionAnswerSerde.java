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
 * A {@link SubscriptionAnswer} in its topic, as Kafka Streams writes it.
 *
 * <pre>
 *   | version 0, 7 bits; high bit: no hash | hash, 16 bytes | foreign value; no bytes: there is none |
 * </pre>
 */
public final class SubscriptionAnswerSerde<V> implements Serde<SubscriptionAnswer<V>>, DefaultSerdes.Aware {

    private static final byte VERSION = 0;
    private static final byte NO_HASH = (byte) 0x80;

    private @Nullable Serde<V> valueSerde;

    /**
     * A serde over one for foreign values.
     *
     * @param valueSerde null: the default of the configuration
     */
    public SubscriptionAnswerSerde(@Nullable Serde<V> valueSerde) {
        this.valueSerde = valueSerde;
    }

    @Override
    @SuppressWarnings("unchecked") // the default serde is what the user says fits values without one of their own
    public void useDefaults(DefaultSerdes defaults) {
        if (valueSerde == null) {
            valueSerde = (Serde<V>) defaults.valueSerde();
        }
    }

    private Serde<V> valueSerde() {
        return Objects.requireNonNull(
                valueSerde, "No serde for values: none was given and the default was not filled in");
    }

    @Override
    public Serializer<SubscriptionAnswer<V>> serializer() {
        return new Writer();
    }

    @Override
    public Deserializer<SubscriptionAnswer<V>> deserializer() {
        return new Reader();
    }

    private final class Writer implements Serializer<SubscriptionAnswer<V>>, DefaultSerdes.Aware {
        @Override
        public void useDefaults(DefaultSerdes defaults) {
            SubscriptionAnswerSerde.this.useDefaults(defaults);
        }

        @Override
        public byte[] serialize(String topic, SubscriptionAnswer<V> answer) {
            return serialize(topic, new RecordHeaders(), answer);
        }

        @Override
        public byte[] serialize(String topic, Headers headers, SubscriptionAnswer<V> answer) {
            V value = answer.foreignValue();
            byte[] foreign = value == null ? null : valueSerde().serializer().serialize(topic, headers, value);
            ValueHash hash = answer.hash();
            byte[] bytes =
                    new byte[1 + (hash == null ? 0 : ValueHash.SIZE_BYTES) + (foreign == null ? 0 : foreign.length)];
            ByteBuffer out = ByteBuffer.wrap(bytes);
            out.put(hash == null ? NO_HASH : VERSION);
            if (hash != null) {
                hash.writeTo(out);
            }
            if (foreign != null) {
                out.put(foreign);
            }
            return bytes;
        }
    }

    private final class Reader implements Deserializer<SubscriptionAnswer<V>>, DefaultSerdes.Aware {
        @Override
        public void useDefaults(DefaultSerdes defaults) {
            SubscriptionAnswerSerde.this.useDefaults(defaults);
        }

        @Override
        public @Nullable SubscriptionAnswer<V> deserialize(String topic, byte @Nullable [] data) {
            return deserialize(topic, new RecordHeaders(), data);
        }

        @Override
        public @Nullable SubscriptionAnswer<V> deserialize(String topic, Headers headers, byte @Nullable [] data) {
            if (data == null) {
                return null;
            }
            ByteBuffer in = ByteBuffer.wrap(data);
            if (data.length == 0) {
                throw tooShort(topic, data);
            }
            byte first = in.get();
            if ((first & ~NO_HASH) != VERSION) {
                throw new SerializationException("An answer in topic " + topic + " has version " + (first & ~NO_HASH)
                        + ", which is newer than this release knows: update all instances of the application first.");
            }
            boolean hashed = (first & NO_HASH) == 0;
            if (hashed && in.remaining() < ValueHash.SIZE_BYTES) {
                throw tooShort(topic, data);
            }
            ValueHash hash = hashed ? ValueHash.readFrom(in) : null;
            byte[] foreign = new byte[in.remaining()];
            in.get(foreign);
            V value = foreign.length == 0 ? null : valueSerde().deserializer().deserialize(topic, headers, foreign);
            return new SubscriptionAnswer<>(hash, value, null);
        }

        private static SerializationException tooShort(String topic, byte[] data) {
            return new SerializationException(
                    "An answer in topic " + topic + " has " + data.length + " bytes, too few for what it has to say");
        }
    }
}
