package dev.millrace.streams.state;

import dev.millrace.streams.KeyValue;
import java.io.Closeable;
import java.util.Iterator;

/**
 * Reads entries of a store one after the other. It holds resources of the store: close it, best by try-with-resources.
 * For one thread.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface KeyValueIterator<K, V> extends Iterator<KeyValue<K, V>>, Closeable {
    /** Frees what the iterator holds. Closing again does nothing. */
    @Override
    void close();

    /**
     * The key that {@link #next} will return, without moving on.
     *
     * @return the key
     * @throws java.util.NoSuchElementException at the end
     */
    K peekNextKey();
}
