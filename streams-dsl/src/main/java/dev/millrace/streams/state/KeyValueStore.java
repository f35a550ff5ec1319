package dev.millrace.streams.state;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.StateStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store of one value a key. Writing belongs to the thread of the task. A value that was read is the caller's own: to
 * change what is stored, put it.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface KeyValueStore<K, V> extends StateStore, ReadOnlyKeyValueStore<K, V> {
    /**
     * Sets the value of a key.
     *
     * @param key the key, not null
     * @param value the value; null deletes the key
     * @throws NullPointerException if the key is null
     */
    void put(K key, @Nullable V value);

    /**
     * Sets the value of a key that has none.
     *
     * @param key the key, not null
     * @param value the value; null changes nothing
     * @return the value that the key already has; null if it had none
     * @throws NullPointerException if the key is null
     */
    @Nullable
    V putIfAbsent(K key, @Nullable V value);

    /**
     * Sets the values of several keys, in the order of the list.
     *
     * @param entries keys and values; a null value deletes its key
     * @throws NullPointerException if a key is null
     */
    void putAll(List<KeyValue<K, V>> entries);

    /**
     * Deletes a key.
     *
     * @param key the key, not null
     * @return the value that it had; null if it had none
     * @throws NullPointerException if the key is null
     */
    @Nullable
    V delete(K key);
}
