package dev.millrace.streams.kstream;

import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys of time windows: the key, then 8 bytes of window start.
 *
 * @param <T> type of the key inside
 */
public class TimeWindowedSerializer<T> implements WindowedSerializer<T> {
    /** Setting that names the class of a serde for the key inside. */
    public static final String WINDOWED_INNER_SERIALIZER_CLASS = "windowed.inner.serializer.class";

    private @Nullable Serializer<T> inner;

    /** To be configured by {@link #WINDOWED_INNER_SERIALIZER_CLASS}. */
    public TimeWindowedSerializer() {}

    /**
     * Ready for use.
     *
     * @param inner writes the key inside
     */
    public TimeWindowedSerializer(@Nullable Serializer<T> inner) {
        this.inner = inner;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        Serializer<T> given = inner;
        Serde<T> configured = InnerSerde.configuredBy(configs, WINDOWED_INNER_SERIALIZER_CLASS, isKey);
        if (given == null) {
            if (configured == null) {
                throw InnerSerde.missing(this, WINDOWED_INNER_SERIALIZER_CLASS);
            }
            inner = configured.serializer();
        } else if (configured != null && !configured.serializer().getClass().equals(given.getClass())) {
            throw InnerSerde.contradiction(this, WINDOWED_INNER_SERIALIZER_CLASS, given, configured.serializer());
        }
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Windowed<T> data) {
        return serialize(topic, new RecordHeaders(), data);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable Windowed<T> data) {
        if (data == null) {
            return null;
        }
        byte[] key = serializeBaseKey(topic, headers, data);
        if (key == null) {
            throw new NullPointerException("A windowed key needs a key inside, but " + data + " has none");
        }
        return WindowedKeyBytes.ofTimeWindow(key, data.window().start());
    }

    @Override
    public byte @Nullable [] serializeBaseKey(String topic, Windowed<T> data) {
        return serializeBaseKey(topic, new RecordHeaders(), data);
    }

    @Override
    public byte @Nullable [] serializeBaseKey(String topic, Headers headers, Windowed<T> data) {
        Serializer<T> serializer = inner;
        if (serializer == null) {
            throw new NullPointerException("TimeWindowedSerializer has no serializer for the key inside:"
                    + " give it to the constructor, or configure it before use");
        }
        return serializer.serialize(topic, headers, data.key());
    }

    @Override
    public void close() {
        if (inner != null) {
            inner.close();
        }
    }
}
