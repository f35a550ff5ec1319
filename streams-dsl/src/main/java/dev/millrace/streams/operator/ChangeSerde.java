package dev.millrace.streams.operator;

import dev.millrace.streams.topology.DefaultSerdes;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The update of a table in a repartition topic. The last byte says what is there:
 *
 * <pre>
 *   | old value              | 0 |     a removal
 *   | new value              | 1 |     an addition
 *   | length of new, zig-zag varint | new value | old value | 2 |     both, for one key
 * </pre>
 *
 * This is the format of Kafka Streams, so an application that moves reads what is on its way in its repartition topics.
 */
public final class ChangeSerde<V> implements Serde<Change<V>>, DefaultSerdes.Aware {

    private static final byte OLD = 0;
    private static final byte NEW = 1;
    private static final byte BOTH = 2;

    private @Nullable Serde<V> inner;

    /**
     * A serde over one for values.
     *
     * @param inner null: the default of the configuration
     */
    public ChangeSerde(@Nullable Serde<V> inner) {
        this.inner = inner;
    }

    @Override
    @SuppressWarnings("unchecked") // the default serde is what the user says fits values without one of their own
    public void useDefaults(DefaultSerdes defaults) {
        if (inner == null) {
            inner = (Serde<V>) defaults.valueSerde();
        }
    }

    private Serde<V> inner() {
        return Objects.requireNonNull(inner, "No serde for values: none was given and the default was not filled in");
    }

    @Override
    public Serializer<Change<V>> serializer() {
        return new Writer();
    }

    @Override
    public Deserializer<Change<V>> deserializer() {
        return new Reader();
    }

    private final class Writer implements Serializer<Change<V>>, DefaultSerdes.Aware {
        @Override
        public void useDefaults(DefaultSerdes defaults) {
            ChangeSerde.this.useDefaults(defaults);
        }

        @Override
        public byte[] serialize(String topic, Change<V> change) {
            throw new UnsupportedOperationException("Called without headers");
        }

        @Override
        public byte[] serialize(String topic, Headers headers, Change<V> change) {
            byte[] oldBytes = bytes(topic, headers, change.oldValue());
            byte[] newBytes = bytes(topic, headers, change.newValue());
            if (newBytes != null && oldBytes != null) {
                return both(newBytes, oldBytes);
            }
            byte[] only = newBytes == null ? oldBytes : newBytes;
            if (only == null) {
                throw new SerializationException("An update of a grouped table has neither an old nor a new value");
            }
            return ByteBuffer.allocate(only.length + 1)
                    .put(only)
                    .put(newBytes == null ? OLD : NEW)
                    .array();
        }

        private static byte[] both(byte[] newBytes, byte[] oldBytes) {
            int coded = newBytes.length << 1;
            int codedBytes = 1;
            for (int rest = coded >>> 7; rest != 0; rest >>>= 7) {
                codedBytes++;
            }
            ByteBuffer buffer = ByteBuffer.allocate(codedBytes + newBytes.length + oldBytes.length + 1);
            while ((coded & ~0x7F) != 0) {
                buffer.put((byte) ((coded & 0x7F) | 0x80));
                coded >>>= 7;
            }
            return buffer.put((byte) coded)
                    .put(newBytes)
                    .put(oldBytes)
                    .put(BOTH)
                    .array();
        }

        private byte @Nullable [] bytes(String topic, Headers headers, @Nullable V value) {
            if (value == null) {
                return null;
            }
            try {
                return inner().serializer().serialize(topic, headers, value);
            } catch (ClassCastException e) {
                throw (ClassCastException) new ClassCastException("the table's value is of type "
                                + value.getClass().getName() + ", which "
                                + inner().serializer().getClass().getName() + " does not take (" + e.getMessage() + ")")
                        .initCause(e);
            }
        }
    }

    private final class Reader implements Deserializer<Change<V>>, DefaultSerdes.Aware {
        @Override
        public void useDefaults(DefaultSerdes defaults) {
            ChangeSerde.this.useDefaults(defaults);
        }

        @Override
        public Change<V> deserialize(String topic, byte[] data) {
            throw new UnsupportedOperationException("Called without headers");
        }

        @Override
        public Change<V> deserialize(String topic, Headers headers, byte[] data) {
            if (data.length == 0) {
                throw new SerializationException("An update of a table in topic '" + topic + "' is empty");
            }
            ByteBuffer buffer = ByteBuffer.wrap(data);
            byte flag = data[data.length - 1];
            return switch (flag) {
                case OLD -> new Change<>(null, value(topic, headers, buffer, data.length - 1));
                case NEW -> new Change<>(value(topic, headers, buffer, data.length - 1), null);
                case BOTH -> {
                    V newValue = value(topic, headers, buffer, sizeOfNew(topic, buffer));
                    yield new Change<>(newValue, value(topic, headers, buffer, buffer.remaining() - 1));
                }
                default ->
                    throw new SerializationException("Unknown kind " + flag + " of table update in topic " + topic
                            + ": written by another version?");
            };
        }

        private static int sizeOfNew(String topic, ByteBuffer from) {
            long coded = 0;
            int next = 0x80;
            for (int shift = 0; (next & 0x80) != 0 && shift < 35 && from.remaining() > 1; shift += 7) {
                next = from.get();
                coded |= (long) (next & 0x7F) << shift;
            }
            long size = (coded & 1) == 0 && (next & 0x80) == 0 ? coded >>> 1 : -1;
            int left = from.remaining() - 1;
            if (size < 0 || size > left) {
                throw new SerializationException("An update of a table in topic '" + topic + "' has a new value of "
                        + size + " bytes, where " + left + " are left");
            }
            return (int) size;
        }

        private V value(String topic, Headers headers, ByteBuffer from, int sizeBytes) {
            byte[] bytes = new byte[sizeBytes];
            from.get(bytes);
            return inner().deserializer().deserialize(topic, headers, bytes);
        }
    }
}
