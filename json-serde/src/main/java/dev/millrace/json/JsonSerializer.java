package dev.millrace.json;

import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects as JSON, see {@link JsonSerde}. As a {@code value.serializer} it takes its type from
 * {@code json.value.type}, as a {@code key.serializer} from {@code json.key.type}.
 *
 * @param <T> what it writes
 */
public final class JsonSerializer<T> implements Serializer<T> {

    private @Nullable JsonBinding<T> binding;

    /** A serializer that is to be configured. */
    public JsonSerializer() {}

    /**
     * A serializer for a class.
     *
     * @param type a record or another class that Jackson binds
     */
    public JsonSerializer(Class<T> type) {
        this(new JsonBinding<>(type));
    }

    JsonSerializer(JsonBinding<T> binding) {
        this.binding = binding;
    }

    /**
     * Takes the type from the configuration, unless the constructor was given one.
     *
     * @throws org.apache.kafka.common.config.ConfigException if there is no type, or it names no class
     */
    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (binding == null) {
            binding = JsonBinding.configured(configs, isKey);
        }
    }

    /**
     * Writes an object.
     *
     * @param topic where it goes; shows in errors
     * @param data the object, may be null
     * @return UTF-8 JSON, null for null
     * @throws org.apache.kafka.common.errors.SerializationException if it is of another type, or Jackson cannot write
     *     it
     * @throws IllegalStateException if neither constructor nor configuration gave a type
     */
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T data) {
        if (data == null) {
            return null;
        }
        JsonBinding<T> known = binding;
        if (known == null) {
            throw new IllegalStateException("This JsonSerializer was neither given a type nor configured");
        }
        return known.write(topic, data);
    }
}
