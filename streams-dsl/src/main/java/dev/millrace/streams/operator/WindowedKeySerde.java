package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.TimeWindow;
import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.kstream.WindowedSerializer;
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
 * Keys of windowed tables, as Kafka Streams writes them to topics.
 *
 * <pre>
 *   time windows   | key | start, 8 bytes |
 *   sessions       | key | end, 8 bytes | start, 8 bytes |
 * </pre>
 *
 * A time window's end is not written; it follows from the window's size.
 */
public final class WindowedKeySerde<K> implements Serde<Windowed<K>> {

    private static final long SESSIONS = -1;

    private final long sizeMs;
    private @Nullable Serde<K> inner;

    private WindowedKeySerde(@Nullable Serde<K> inner, long sizeMs) {
        this.inner = inner;
        this.sizeMs = sizeMs;
    }

    /**
     * For time windows.
     *
     * @param <K> type of the keys
     * @param inner for keys; null: the default of the configuration
     * @param sizeMs the windows' size
     * @return its deserializer makes windows of that size
     */
    public static <K> WindowedKeySerde<K> ofWindows(@Nullable Serde<K> inner, long sizeMs) {
        return new WindowedKeySerde<>(inner, sizeMs);
    }

    /**
     * For sessions.
     *
     * @param <K> type of the keys
     * @param inner for keys; null: the default of the configuration
     * @return its deserializer makes session windows
     */
    public static <K> WindowedKeySerde<K> ofSessions(@Nullable Serde<K> inner) {
        return new WindowedKeySerde<>(inner, SESSIONS);
    }

    @Override
    public Serializer<Windowed<K>> serializer() {
        return new Writer();
    }

    @Override
    public Deserializer<Windowed<K>> deserializer() {
        return new Reader();
    }

    private Serde<K> inner() {
        return Objects.requireNonNull(inner, "No serde for keys: none was given and the default was not filled in");
    }

    @SuppressWarnings("unchecked") // the default serde is what the user says fits keys without one of their own
    private void use(DefaultSerdes defaults) {
        if (inner == null) {
            inner = (Serde<K>) defaults.keySerde();
        }
    }

    private final class Writer implements WindowedSerializer<K>, DefaultSerdes.Aware {
        @Override
        public byte @Nullable [] serializeBaseKey(String topic, Headers headers, Windowed<K> key) {
            return inner().serializer().serialize(topic, headers, key.key());
        }

        @Override
        public byte @Nullable [] serializeBaseKey(String topic, Windowed<K> key) {
            return serializeBaseKey(topic, new RecordHeaders(), key);
        }

        @Override
        public void useDefaults(DefaultSerdes defaults) {
            use(defaults);
        }

        @Override
        public byte @Nullable [] serialize(String topic, @Nullable Windowed<K> key) {
            return serialize(topic, new RecordHeaders(), key);
        }

        @Override
        public byte @Nullable [] serialize(String topic, Headers headers, @Nullable Windowed<K> key) {
            if (key == null) {
                return null;
            }
            byte[] bytes = inner().serializer().serialize(topic, headers, key.key());
            Window window = key.window();
            if (sizeMs == SESSIONS) {
                return ByteBuffer.allocate(bytes.length + 16)
                        .put(bytes)
                        .putLong(window.end())
                        .putLong(window.start())
                        .array();
            }
            return ByteBuffer.allocate(bytes.length + 8)
                    .put(bytes)
                    .putLong(window.start())
                    .array();
        }
    }

    private final class Reader implements Deserializer<Windowed<K>>, DefaultSerdes.Aware {
        @Override
        public void useDefaults(DefaultSerdes defaults) {
            use(defaults);
        }

        @Override
        public @Nullable Windowed<K> deserialize(String topic, byte @Nullable [] data) {
            return deserialize(topic, new RecordHeaders(), data);
        }

        @Override
        public @Nullable Windowed<K> deserialize(String topic, Headers headers, byte @Nullable [] data) {
            if (data == null || data.length == 0) {
                return null;
            }
            int windowBytes = sizeMs == SESSIONS ? 16 : 8;
            if (data.length < windowBytes) {
                throw new SerializationException("A key in topic '" + topic + "' has " + data.length
                        + " bytes, too few for its window: " + windowBytes);
            }
            ByteBuffer buffer = ByteBuffer.wrap(data);
            byte[] bytes = new byte[data.length - windowBytes];
            buffer.get(bytes);
            K key = inner().deserializer().deserialize(topic, headers, bytes);
            try {
                return new Windowed<>(key, window(buffer));
            } catch (IllegalArgumentException e) {
                throw new SerializationException("A key in topic '" + topic + "' has no window: " + e.getMessage(), e);
            }
        }

        private Window window(ByteBuffer buffer) {
            long first = buffer.getLong();
            if (sizeMs == SESSIONS) {
                return new SessionWindow(buffer.getLong(), first);
            }
            long end = first + sizeMs;
            return new TimeWindow(first, end < 0 ? Long.MAX_VALUE : end);
        }
    }
}
