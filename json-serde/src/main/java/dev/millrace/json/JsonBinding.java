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
import java.lang.reflect.Type;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** One type and how it is written and read. Safe for many threads. */
/*
 * Jackson's part is made at the first value: it takes 30 ms of a start, and a topology starts before it has any value.
 * Two threads may both make it, to the same effect.
 */
final class JsonBinding<T> {

    private static final class Default {
        static final ObjectMapper MAPPER = new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .registerModule(new Jdk8Module())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

        private Default() {}
    }

    private record Jackson(JavaType type, ObjectWriter writer, ObjectReader reader) {}

    private final Type type;
    private final Supplier<ObjectMapper> mapper;
    private @Nullable Jackson jackson;

    /** A binding by the mapper of those who bring none. */
    JsonBinding(Type type) {
        this(type, () -> Default.MAPPER);
    }

    JsonBinding(Type type, Supplier<ObjectMapper> mapper) {
        this.type = type;
        this.mapper = mapper;
    }

    private Jackson jackson() {
        Jackson made = jackson;
        if (made == null) {
            ObjectMapper mapper = this.mapper.get();
            JavaType type = mapper.constructType(this.type);
            made = new Jackson(type, mapper.writerFor(type), mapper.readerFor(type));
            jackson = made;
        }
        return made;
    }

    /** The binding that a configuration names. */
    static <T> JsonBinding<T> configured(Map<String, ?> configs, boolean isKey) {
        String setting = isKey ? JsonSerde.KEY_TYPE_CONFIG : JsonSerde.VALUE_TYPE_CONFIG;
        Object named = configs.get(setting);
        if (named == null) {
            throw new ConfigException("JSON serdes need to know their type: set '" + setting
                    + "' to a class, or make the serde with new JsonSerde<>(YourType.class)");
        }
        return new JsonBinding<>(classOf(setting, named));
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
        Jackson jackson = jackson();
        if (!jackson.type().getRawClass().isInstance(value)) {
            throw new SerializationException(
                    "Topic '" + topic + "' is written as JSON of " + type.getTypeName()
                            + ", but was given a " + value.getClass().getName()
                            + ". Set another serde where the topic or store is named (Produced, Grouped, Materialized, Repartitioned)");
        }
        try {
            return jackson.writer().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new SerializationException(
                    "Cannot write a " + type.getTypeName() + " as JSON for topic '" + topic + "': "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    T read(String topic, byte[] json) {
        try {
            return jackson().reader().readValue(json);
        } catch (JsonProcessingException e) {
            throw new SerializationException(
                    "Topic '" + topic + "' holds something that is no JSON of " + type.getTypeName() + where(e) + ": "
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
        return "JSON of " + type.getTypeName();
    }
}
