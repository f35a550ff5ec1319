package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.Predicate;
import dev.millrace.streams.kstream.ValueMapperWithKey;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.KeyValueStoreView;
import org.jspecify.annotations.Nullable;

/**
 * {@code filter} and {@code mapValues} of a table: each value of an update is mapped; null stays null, and what a filter
 * refuses becomes null.
 *
 * <p>The old value is what the store holds, if the table has one, else the mapped old value of the update. A filter that knows
 * old values keeps updates from nothing to nothing to itself; one that does not must send a deletion each time.
 */
public final class TableMap<K, V, V2> extends ContextualProcessor<K, Change<V>, K, Change<V2>> {

    private final ValueMapperWithKey<? super K, ? super V, ? extends @Nullable V2> mapper;
    private final boolean dropsNothings;
    private final @Nullable String storeName;
    private final boolean sendOldValues;
    private @Nullable TimestampedKeyValueStore<K, V2> store;
    private @Nullable TableUpdates<K, V2> updates;

    private TableMap(
            ValueMapperWithKey<? super K, ? super V, ? extends @Nullable V2> mapper,
            boolean dropsNothings,
            @Nullable String storeName,
            boolean sendOldValues) {
        this.mapper = mapper;
        this.dropsNothings = dropsNothings;
        this.storeName = storeName;
        this.sendOldValues = sendOldValues;
    }

    /**
     * {@code mapValues}.
     *
     * @param storeName a timestamped key-value store; null: the table is not kept
     * @param sendOldValues whether updates carry the value before
     */
    public static <K, V, V2> TableMap<K, V, V2> mapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends V2> mapper,
            @Nullable String storeName,
            boolean sendOldValues) {
        return new TableMap<>(mapper, false, storeName, sendOldValues);
    }

    /**
     * {@code filter} and {@code filterNot}.
     *
     * @param storeName a timestamped key-value store; null: the table is not kept
     * @param sendOldValues whether updates carry the value before
     */
    @SuppressWarnings("NullAway") // what is refused becomes null
    public static <K, V> TableMap<K, V, V> filter(
            Predicate<? super K, ? super V> predicate,
            boolean negate,
            @Nullable String storeName,
            boolean sendOldValues) {
        return new TableMap<>(
                (key, value) -> predicate.test(key, value) != negate ? value : null, true, storeName, sendOldValues);
    }

    @Override
    public void init(ProcessorContext<K, Change<V2>> context) {
        super.init(context);
        if (storeName != null) {
            TimestampedKeyValueStore<K, V2> opened = KeyValueStoreView.withoutHeaders(context.getStateStore(storeName));
            store = opened;
            updates = TableUpdates.ofTimestamped(opened, context, sendOldValues);
        }
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        K key = record.key();
        V2 after = map(key, record.value().newValue());
        V2 before = sendOldValues ? oldValue(key, record.value()) : null;
        if (dropsNothings && sendOldValues && after == null && before == null) {
            return;
        }
        if (store == null || updates == null) {
            context().forward(record.withValue(new Change<>(after, before)));
        } else {
            store.put(key, ValueAndTimestamp.make(after, record.timestamp()));
            updates.send(record, key, after, before, record.timestamp());
        }
    }

    private @Nullable V2 oldValue(K key, Change<V> change) {
        return store == null ? map(key, change.oldValue()) : ValueAndTimestamp.getValueOrNull(store.get(key));
    }

    private @Nullable V2 map(K key, @Nullable V value) {
        return value == null ? null : mapper.apply(key, value);
    }
}
