package dev.millrace.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;

/** One type and how it is written and read. Immutable. */
final class JsonBinding<T> {

    private static final class Default {
        static final ObjectMapper MAPPER = new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .registerModule(new Jdk8Module())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

        private Default() {}
    }

    private final JavaType type;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    JsonBinding(JavaType type, ObjectMapper mapper) {
        this.type = type;
        this.writer = mapper.writerFor(type);
        this.reader = mapper.readerFor(type);
    }

    /** The mapper of those who bring none. */
    static ObjectMapper mapper() {
        return Default.MAPPER;
    }

    /** The binding that a configuration names. */
    static <T> JsonBinding<T> configured(Map<String, ?> configs, boolean isKey) {
        String setting = isKey ? JsonSerde.KEY_TYPE_CONFIG : JsonSerde.VALUE_TYPE_CONFIG;
        Object named = configs.get(setting);
        if (named == null) {
            throw new ConfigException("JSON serdes need to know their type: set '" + setting
                    + "' to a class, or make the serde with new JsonSerde<>(YourType.class)");
        }
        return new JsonBinding<>(mapper().constructType(classOf(setting, named)), mapper());
    }

    private static Class<?> classOf(String setting, Object named) {
        if (named instanceof Class<?> type) {
            return type;
        }
        String name = named.toString();
        try {
            return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new ConfigException(setting, name, "is no class on the class path");
        }
    }

    byte[] write(String topic, T value) {
        if (!type.getRawClass().isInstance(value)) {
            throw new SerializationException(
                    "Topic '" + topic + "' is written as JSON of " + type.toCanonical()
                            + ", but was given a " + value.getClass().getName()
                            + ". Set another serde where the topic or store is named (Produced, Grouped, Materialized, Repartitioned)");
        }
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new SerializationException(
                    "Cannot write a " + type.toCanonical() + " as JSON for topic '" + topic + "': "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    T read(String topic, byte[] json) {
        try {
            return reader.readValue(json);
        } catch (JsonProcessingException e) {
            throw new SerializationException(
                    "Topic '" + topic + "' holds something that is no JSON of " + type.toCanonical() + where(e) + ": "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new SerializationException("Cannot read JSON from topic '" + topic + "'", e);
        }
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    @Override
    public String toString() {
        return "JSON of " + type.toCanonical();
    }
}
