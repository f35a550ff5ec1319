package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Where the two sides of a join of tables come together: passes their updates on, through a store if the result is
 * kept.
 */
public final class TableMerge<K, V> extends ContextualProcessor<K, Change<V>, K, Change<V>> {

    private final @Nullable String storeName;
    private final boolean sendOldValues;
    private @Nullable KeptTable<K, V> kept;

    /**
     * Makes the operator.
     *
     * @param storeName a key-value store with timestamps, or a versioned one; null: the result is not kept
     * @param sendOldValues whether updates carry the value before
     */
    public TableMerge(@Nullable String storeName, boolean sendOldValues) {
        this.storeName = storeName;
        this.sendOldValues = sendOldValues;
    }

    @Override
    public void init(ProcessorContext<K, Change<V>> context) {
        super.init(context);
        if (storeName != null) {
            kept = KeptTable.open(storeName, context, sendOldValues);
        }
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        Change<V> change = record.value();
        if (kept == null) {
            context().forward(sendOldValues ? record : record.withValue(new Change<V>(change.newValue(), null)));
        } else {
            kept.put(record, record.key(), change.newValue(), change.oldValue(), record.timestamp());
        }
    }
}
