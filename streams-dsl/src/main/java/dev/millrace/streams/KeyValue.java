package dev.millrace.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key and a value that belong together. Immutable as far as its parts are; both may be null.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 */
public class KeyValue<K extends @Nullable Object, V extends @Nullable Object> {
    /** The key; null if there is none. */
    public final K key;

    /** The value; null if there is none, which in a table means "deleted". */
    public final V value;

    /**
     * Pairs a key with a value.
     *
     * @param key the key, may be null
     * @param value the value, may be null
     */
    @SuppressWarnings("NullAway") // K and V say whether null is allowed; legacy NullAway does not ask them
    public KeyValue(@Nullable K key, @Nullable V value) {
        this.key = key;
        this.value = value;
    }

    /**
     * The constructor under a shorter name.
     *
     * @param key the key, may be null
     * @param value the value, may be null
     * @param <K> type of the key
     * @param <V> type of the value
     * @return a new pair
     */
    public static <K extends @Nullable Object, V extends @Nullable Object> KeyValue<K, V> pair(
            @Nullable K key, @Nullable V value) {
        return new KeyValue<>(key, value);
    }

    @Override
    public String toString() {
        return "KeyValue(" + key + ", " + value + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyValue<?, ?> that
                && Objects.equals(key, that.key)
                && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(key) + Objects.hashCode(value);
    }
}
