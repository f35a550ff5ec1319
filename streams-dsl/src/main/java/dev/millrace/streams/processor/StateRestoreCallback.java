package dev.millrace.streams.processor;

import org.jspecify.annotations.Nullable;

/** How a store is rebuilt from its changelog. Called by the thread that restores, never while records are processed. */
@FunctionalInterface
public interface StateRestoreCallback {
    /**
     * Puts one record of the changelog back into the store.
     *
     * @param key the serialised key
     * @param value the serialised value; null deletes the key
     */
    void restore(byte[] key, byte @Nullable [] value);
}
