package dev.millrace.streams.kstream;

import dev.millrace.streams.processor.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new value of each value of a table, with state of its own; see
 * {@link KTable#transformValues(ValueTransformerWithKeySupplier, String...)}.
 *
 * @param <K> keys
 * @param <V> values
 * @param <VR> new values
 */
public interface ValueTransformerWithKey<K, V, VR> {
    /**
     * Called once, before the first value.
     *
     * @param context what is seen of the task; its {@code forward} methods refuse
     */
    void init(ProcessorContext context);

    /**
     * Called for each value, old ones included where they are needed, and for each read of a table that is not kept.
     *
     * @param readOnlyKey the key, not to be changed
     * @param value the value; null: the key is not in the table
     * @return the new value; null: the key is not in the new table
     */
    @Nullable
    VR transform(K readOnlyKey, @Nullable V value);

    /** Called once, in the end. */
    void close();
}
