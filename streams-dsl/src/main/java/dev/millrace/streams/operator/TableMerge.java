package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.KeyValueStoreView;
import org.jspecify.annotations.Nullable;

/** Where the two sides of a join of tables come together: passes their updates on, through a store if the result is kept. */
public final class TableMerge<K, V> extends ContextualProcessor<K, Change<V>, K, Change<V>> {

    private final @Nullable String storeName;
    private final boolean sendOldValues;
    private @Nullable TimestampedKeyValueStore<K, V> store;
    private @Nullable TableUpdates<K, V> updates;

    /**
     * Makes the operator.
     *
     * @param storeName a timestamped key-value store; null: the result is not kept
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
            TimestampedKeyValueStore<K, V> opened = KeyValueStoreView.withoutHeaders(context.getStateStore(storeName));
            store = opened;
            updates = TableUpdates.ofTimestamped(opened, context, sendOldValues);
        }
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        Change<V> change = record.value();
        if (store == null || updates == null) {
            context().forward(sendOldValues ? record : record.withValue(new Change<V>(change.newValue(), null)));
        } else {
            store.put(record.key(), ValueAndTimestamp.make(change.newValue(), record.timestamp()));
            updates.send(record, record.key(), change.newValue(), change.oldValue(), record.timestamp());
        }
    }
}
