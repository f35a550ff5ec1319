package dev.millrace.streams.store;

/**
 * A store that may hold back updates: an operator that puts a listener in forwards what the listener gets, and not each
 * record.
 *
 * @param <K> the key as the store's users see it ({@code Windowed} in window and session stores)
 * @param <V> the value as the store's users see it ({@code ValueAndTimestamp} in timestamped stores)
 */
public interface WriteBackStore<K, V> {

    /**
     * Sets the listener. Called in the {@code init} of a processor, when the store is open.
     *
     * @param listener called on the task's thread, in flushes
     * @param sendOldValues whether the listener wants the value before the update
     * @return whether the store caches: true, and updates go to the listener; false, and the operator must forward each
     *     one
     */
    boolean setFlushListener(FlushListener<K, V> listener, boolean sendOldValues);
}
