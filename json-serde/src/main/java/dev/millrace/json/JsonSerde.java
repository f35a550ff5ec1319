package dev.millrace.json;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Keys or values as JSON, by Jackson.
 *
 * <pre>
 * new JsonSerde&lt;&gt;(Order.class)                                 // a record or a class
 * new JsonSerde&lt;&gt;(new TypeReference&lt;List&lt;Order&gt;&gt;() {})         // with generics
 * </pre>
 *
 * As a default it is set by name; its type then comes from the configuration:
 *
 * <pre>
 * default.value.serde = dev.millrace.json.JsonSerde
 * json.value.type     = com.example.Order
 * </pre>
 *
 * <p>JSON of an unknown property is accepted, so that a reader survives a writer that is ahead of it; times of
 * {@code java.time} are ISO-8601 texts. Another {@link ObjectMapper} may decide otherwise. Null is null both ways. Safe
 * for many threads.
 *
 * @param <T> what the JSON is bound to
 */
public final class JsonSerde<T> implements Serde<T> {

    /** The class of the keys, for a serde, serializer or deserializer that is made by its name. */
    public static final String KEY_TYPE_CONFIG = "json.key.type";

    /** The class of the values, for a serde, serializer or deserializer that is made by its name. */
    public static final String VALUE_TYPE_CONFIG = "json.value.type";

    private final JsonSerializer<T> serializer;
    private final JsonDeserializer<T> deserializer;

    /** A serde that is to be configured with {@link #KEY_TYPE_CONFIG} or {@link #VALUE_TYPE_CONFIG}. */
    public JsonSerde() {
        this(new JsonSerializer<>(), new JsonDeserializer<>());
    }

    /**
     * A serde for a class.
     *
     * @param type a record or another class that Jackson binds
     */
    public JsonSerde(Class<T> type) {
        this(new JsonBinding<>(type));
    }

    /**
     * A serde for a class, with a mapper of the caller's.
     *
     * @param type a record or another class that the mapper binds
     * @param mapper how JSON is bound; must not be reconfigured afterwards
     */
    public JsonSerde(Class<T> type, ObjectMapper mapper) {
        this(new JsonBinding<>(type, () -> mapper));
    }

    /**
     * A serde for a generic type.
     *
     * @param type made as an anonymous subclass: {@code new TypeReference<List<Order>>() {}}
     */
    public JsonSerde(TypeReference<T> type) {
        this(new JsonBinding<>(type.getType()));
    }

    /**
     * A serde for a generic type, with a mapper of the caller's.
     *
     * @param type made as an anonymous subclass: {@code new TypeReference<List<Order>>() {}}
     * @param mapper how JSON is bound; must not be reconfigured afterwards
     */
    public JsonSerde(TypeReference<T> type, ObjectMapper mapper) {
        this(new JsonBinding<>(type.getType(), () -> mapper));
    }

    private JsonSerde(JsonBinding<T> binding) {
        this(new JsonSerializer<>(binding), new JsonDeserializer<>(binding));
    }

    private JsonSerde(JsonSerializer<T> serializer, JsonDeserializer<T> deserializer) {
        this.serializer = serializer;
        this.deserializer = deserializer;
    }

    /**
     * Takes the type from the configuration, unless the constructor was given one.
     *
     * @param configs the whole configuration
     * @param isKey which of the two settings holds
     * @throws org.apache.kafka.common.config.ConfigException if there is no type, or it names no class
     */
    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        serializer.configure(configs, isKey);
        deserializer.configure(configs, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }
}
