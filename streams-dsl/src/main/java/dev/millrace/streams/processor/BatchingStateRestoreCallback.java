package dev.millrace.streams.processor;

import dev.millrace.streams.KeyValue;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link StateRestoreCallback} that takes many records at once, which is faster for most engines. */
@FunctionalInterface
public interface BatchingStateRestoreCallback extends StateRestoreCallback {
    /**
     * Puts records of the changelog back into the store.
     *
     * @param records serialised keys and values in the order of the changelog; a null value deletes the key
     */
    void restoreAll(Collection<KeyValue<byte[], byte[]>> records);

    @Override
    default void restore(byte[] key, byte @Nullable [] value) {
        restoreAll(List.of(new KeyValue<>(key, value)));
    }
}
