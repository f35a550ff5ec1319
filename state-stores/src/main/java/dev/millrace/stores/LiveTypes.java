package dev.millrace.stores;

import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serializer;

/** Which objects may stand for their bytes. */
final class LiveTypes {

    /** Types of values that nobody can change. */
    private static final Set<Class<?>> IMMUTABLE = Set.of(
            String.class,
            Long.class,
            Integer.class,
            Short.class,
            Byte.class,
            Double.class,
            Float.class,
            Boolean.class,
            Character.class,
            UUID.class);

    /**
     * Serializers under which two keys are equal exactly if their bytes are. Any other serializer may map different
     * objects to the same bytes, and any other type may be changed while it is a key.
     */
    private static final Set<String> FAITHFUL_KEY_SERIALIZERS = Set.of(
            "org.apache.kafka.common.serialization.StringSerializer",
            "org.apache.kafka.common.serialization.LongSerializer",
            "org.apache.kafka.common.serialization.IntegerSerializer",
            "org.apache.kafka.common.serialization.ShortSerializer",
            "org.apache.kafka.common.serialization.DoubleSerializer",
            "org.apache.kafka.common.serialization.FloatSerializer",
            "org.apache.kafka.common.serialization.BooleanSerializer",
            "org.apache.kafka.common.serialization.UUIDSerializer");

    private LiveTypes() {}

    static boolean isImmutable(Object value) {
        Class<?> type = value.getClass();
        return type == Long.class || type == String.class || IMMUTABLE.contains(type);
    }

    static boolean isFaithfulForKeys(Serializer<?> serializer) {
        return FAITHFUL_KEY_SERIALIZERS.contains(serializer.getClass().getName());
    }
}
