package dev.millrace.streams.kstream;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys of time windows as {@link TimeWindowedSerializer} writes them. A key says only where its window starts;
 * the window's size must be told, so that its end is known.
 *
 * @param <T> type of the key inside
 */
public class TimeWindowedDeserializer<T> implements Deserializer<Windowed<T>> {
    /** Setting that gives the window size in milliseconds. */
    public static final String WINDOW_SIZE_MS_CONFIG = "window.size.ms";

    /** Setting that names the class of a serde for the key inside. */
    public static final String WINDOWED_INNER_DESERIALIZER_CLASS = "windowed.inner.deserializer.class";

    private @Nullable Deserializer<T> inner;
    private @Nullable Long windowSizeMs;
    private boolean changelog;

    /** To be configured by {@link #WINDOWED_INNER_DESERIALIZER_CLASS} and {@link #WINDOW_SIZE_MS_CONFIG}. */
    public TimeWindowedDeserializer() {}

    /**
     * Ready for use.
     *
     * @param inner reads the key inside
     * @param windowSize size of the windows in milliseconds
     */
    public TimeWindowedDeserializer(@Nullable Deserializer<T> inner, @Nullable Long windowSize) {
        this.inner = inner;
        this.windowSizeMs = windowSize;
    }

    /**
     * The size of the windows.
     *
     * @return milliseconds; null if it is not known yet
     */
    public @Nullable Long getWindowSize() {
        return windowSizeMs;
    }

    /**
     * Says whether keys come from a changelog, where 4 more bytes follow the window start.
     *
     * @param isChangelogTopic false at first
     */
    public void setIsChangelogTopic(boolean isChangelogTopic) {
        this.changelog = isChangelogTopic;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        configureWindowSize(configs.get(WINDOW_SIZE_MS_CONFIG));
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

    private void configureWindowSize(@Nullable Object configured) {
        if ((configured == null) == (windowSizeMs == null)) {
            throw new IllegalArgumentException(
                    "TimeWindowedDeserializer needs the window size exactly once: give it to the"
                            + " constructor or set " + WINDOW_SIZE_MS_CONFIG + ". The constructor has " + windowSizeMs
                            + ", the configuration " + configured);
        }
        if (configured != null) {
            try {
                windowSizeMs = Long.parseLong(configured.toString().trim());
            } catch (NumberFormatException e) {
                throw new ConfigException(WINDOW_SIZE_MS_CONFIG, configured, "must be a number of milliseconds");
            }
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
        Long sizeMs = windowSizeMs;
        if (deserializer == null || sizeMs == null) {
            throw new NullPointerException(
                    "TimeWindowedDeserializer needs a deserializer for the key inside and a window"
                            + " size: give them to the constructor, or configure it before use");
        }
        T key = deserializer.deserialize(topic, headers, WindowedKeyBytes.keyOfTimeWindow(data, changelog));
        long startMs = WindowedKeyBytes.startOfTimeWindow(data, changelog);
        long endMs = startMs > Long.MAX_VALUE - sizeMs ? Long.MAX_VALUE : startMs + sizeMs;
        try {
            return new Windowed<>(key, new TimeWindow(startMs, endMs));
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
