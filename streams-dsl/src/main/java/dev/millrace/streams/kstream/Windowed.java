package dev.millrace.streams.kstream;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key of a windowed aggregate: a key and a window. Immutable.
 *
 * @param <K> type of the key
 */
public class Windowed<K extends @Nullable Object> {
    private final K key;
    private final Window window;

    /**
     * Pairs a key with a window.
     *
     * @param key the key
     * @param window the window, not null
     */
    public Windowed(K key, Window window) {
        this.key = key;
        this.window = Objects.requireNonNull(window, "window");
    }

    /**
     * The key by which records were grouped.
     *
     * @return the key
     */
    public K key() {
        return key;
    }

    /**
     * The window.
     *
     * @return start and end
     */
    public Window window() {
        return window;
    }

    @Override
    public String toString() {
        return "[" + key + "@" + window.start() + "/" + window.end() + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Windowed<?> that && Objects.equals(key, that.key) && window.equals(that.window);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(key) + window.hashCode();
    }
}
