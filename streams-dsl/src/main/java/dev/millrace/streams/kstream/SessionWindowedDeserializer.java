package dev.millrace.streams.kstream;

import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys of sessions as {@link SessionWindowedSerializer} writes them.
 *
 * @param <T> type of the key inside
 */
public class SessionWindowedDeserializer<T> implements Deserializer<Windowed<T>> {
    /** Setting that names the class of a serde for the key inside. */
    public static final String WINDOWED_INNER_DESERIALIZER_CLASS = "windowed.inner.deserializer.class";

    private @Nullable Deserializer<T> inner;

    /** To be configured by {@link #WINDOWED_INNER_DESERIALIZER_CLASS}. */
    public SessionWindowedDeserializer() {}

    /**
     * Ready for use.
     *
     * @param inner reads the key inside
     */
    public SessionWindowedDeserializer(@Nullable Deserializer<T> inner) {
        this.inner = inner;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        Deserializer<T> given = inner;
        Serde<T> configured = InnerSerde.configuredBy(configs, WINDOWED_INNER_DESERIALIZER_CLASS, isKey);
        if (given == null) {
            if (configured == null) {
                throw InnerSerde.missing(this, WINDOWED_INNER_DESERIALIZER_CLASS);
            }
            inner = configured.deserializer();
        } else if (configured != null && !configured.deserializer().getClass().equals(given.getClass())) {
            throw InnerSerde.contradiction(this, WINDOWED_INNER_DESERIALIZER_CLASS, given, configured.deserializer());
        }
    }

    @Override
    public @Nullable Windowed<T> deserialize(String topic, byte @Nullable [] data) {
        return deserialize(topic, new RecordHeaders(), data);
    }

    @Override
    public @Nullable Windowed<T> deserialize(String topic, Headers headers, byte @Nullable [] data) {
        if (data == null || data.length == 0) {
            return null;
        }
        Deserializer<T> deserializer = inner;
        if (deserializer == null) {
            throw new NullPointerException("SessionWindowedDeserializer has no deserializer for the key inside:"
                    + " give it to the constructor, or configure it before use");
        }
        T key = deserializer.deserialize(topic, headers, WindowedKeyBytes.keyOfSession(data));
        long startMs = WindowedKeyBytes.startOfSession(data);
        try {
            return new Windowed<>(key, new SessionWindow(startMs, WindowedKeyBytes.endOfSession(data)));
        } catch (IllegalArgumentException e) {
            throw WindowedKeyBytes.noWindow(topic, e);
        }
    }

    @Override
    public void close() {
        if (inner != null) {
            inner.close();
        }
    }
}
