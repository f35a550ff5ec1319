package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Makes a table of a stream of updates: {@code builder.table} and {@code stream.toTable}. The last record of a key in
 * the order of arrival is its value, whatever its timestamp; in a versioned store it is the one with the largest
 * timestamp, and the others are its past ({@link KeptTable}). A null value deletes. Records with a null key are
 * dropped. Without a store, each record is forwarded as an update whose old value is unknown.
 */
public final class TableSource<K, V> extends ContextualProcessor<K, V, K, Change<V>> {

    private final @Nullable String storeName;
    private final boolean sendOldValues;
    private @Nullable KeptTable<K, V> kept;
    private DroppedRecords dropped;

    /**
     * Makes the operator.
     *
     * @param storeName a key-value store with timestamps, or a versioned one; null: the table is not kept
     * @param sendOldValues whether updates carry the value before; needs a store
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public TableSource(@Nullable String storeName, boolean sendOldValues) {
        this.storeName = storeName;
        this.sendOldValues = sendOldValues;
    }

    @Override
    public void init(ProcessorContext<K, Change<V>> context) {
        super.init(context);
        dropped = new DroppedRecords(context);
        if (storeName != null) {
            kept = KeptTable.open(storeName, context, sendOldValues);
        }
    }

    @Override
    public void process(Record<K, V> record) {
        K key = record.key();
        if (key == null) {
            dropped.add("its key is null");
            return;
        }
        V value = record.value();
        if (kept == null) {
            context().forward(record.withValue(new Change<>(value, null)));
        } else {
            kept.put(record, key, value, sendOldValues ? kept.valueOf(key) : null, record.timestamp());
        }
    }
}
