package dev.millrace.streams.kstream;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serdes of windowed keys. */
public class WindowedSerdes {
    /** All methods are static; there is no use for an instance. */
    public WindowedSerdes() {}

    /**
     * Serde of keys of time windows.
     *
     * @param <T> type of the key inside
     */
    public static class TimeWindowedSerde<T> extends Serdes.WrapperSerde<Windowed<T>> {
        /** To be configured, as {@link TimeWindowedDeserializer} and {@link TimeWindowedSerializer} say. */
        public TimeWindowedSerde() {
            super(new TimeWindowedSerializer<>(), new TimeWindowedDeserializer<>());
        }

        /**
         * Ready for use.
         *
         * @param inner serde of the key inside
         * @param windowSize size of the windows in milliseconds
         */
        public TimeWindowedSerde(Serde<T> inner, long windowSize) {
            super(
                    new TimeWindowedSerializer<>(inner.serializer()),
                    new TimeWindowedDeserializer<>(inner.deserializer(), windowSize));
        }

        /**
         * Says whether keys come from a changelog, where 4 more bytes follow the window start. It matters for reading
         * only.
         *
         * @param isChangelogTopic false at first
         * @return this serde
         */
        public TimeWindowedSerde<T> forChangelog(boolean isChangelogTopic) {
            ((TimeWindowedDeserializer<T>) deserializer()).setIsChangelogTopic(isChangelogTopic);
            return this;
        }
    }

    /**
     * Serde of keys of sessions.
     *
     * @param <T> type of the key inside
     */
    public static class SessionWindowedSerde<T> extends Serdes.WrapperSerde<Windowed<T>> {
        /** To be configured, as {@link SessionWindowedDeserializer} and {@link SessionWindowedSerializer} say. */
        public SessionWindowedSerde() {
            super(new SessionWindowedSerializer<>(), new SessionWindowedDeserializer<>());
        }

        /**
         * Ready for use.
         *
         * @param inner serde of the key inside
         */
        public SessionWindowedSerde(Serde<T> inner) {
            super(
                    new SessionWindowedSerializer<>(inner.serializer()),
                    new SessionWindowedDeserializer<>(inner.deserializer()));
        }
    }

    /**
     * Serde of keys of time windows, for keys of a type that {@link Serdes} knows.
     *
     * @param type type of the key inside
     * @param windowSize size of the windows in milliseconds
     * @param <T> type of the key inside
     * @return the serde
     * @throws IllegalArgumentException if the type is not known
     */
    public static <T> Serde<Windowed<T>> timeWindowedSerdeFrom(Class<T> type, long windowSize) {
        return new TimeWindowedSerde<>(Serdes.serdeFrom(type), windowSize);
    }

    /**
     * Serde of keys of sessions, for keys of a type that {@link Serdes} knows.
     *
     * @param type type of the key inside
     * @param <T> type of the key inside
     * @return the serde
     * @throws IllegalArgumentException if the type is not known
     */
    public static <T> Serde<Windowed<T>> sessionWindowedSerdeFrom(Class<T> type) {
        return new SessionWindowedSerde<>(Serdes.serdeFrom(type));
    }
}
