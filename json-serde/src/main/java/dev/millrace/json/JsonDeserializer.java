package dev.millrace.json;

import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON, see {@link JsonSerde}. As a {@code value.deserializer} it takes its type from {@code json.value.type}, as
 * a {@code key.deserializer} from {@code json.key.type}.
 *
 * @param <T> what it makes
 */
public final class JsonDeserializer<T> implements Deserializer<T> {

    private @Nullable JsonBinding<T> binding;

    /** A deserializer that is to be configured. */
    public JsonDeserializer() {}

    /**
     * A deserializer for a class.
     *
     * @param type a record or another class that Jackson binds
     */
    public JsonDeserializer(Class<T> type) {
        this(new JsonBinding<>(type));
    }

    JsonDeserializer(JsonBinding<T> binding) {
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
     * Reads an object.
     *
     * @param topic where it comes from; shows in errors
     * @param data UTF-8 JSON, may be null
     * @return the object, null for null
     * @throws org.apache.kafka.common.errors.SerializationException if it is no JSON, or JSON of something else
     * @throws IllegalStateException if neither constructor nor configuration gave a type
     */
    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        JsonBinding<T> known = binding;
        if (known == null) {
            throw new IllegalStateException("This JsonDeserializer was neither given a type nor configured");
        }
        return known.read(topic, data);
    }
}
