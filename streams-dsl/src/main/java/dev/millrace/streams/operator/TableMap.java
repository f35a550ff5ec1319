package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.Predicate;
import dev.millrace.streams.kstream.ValueMapperWithKey;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * {@code filter} and {@code mapValues} of a table: each value of an update is mapped; null stays null, and what a
 * filter refuses becomes null.
 *
 * <p>The old value is what the store holds, if the table has one, else the mapped old value of the update. A filter
 * that knows old values keeps updates from nothing to nothing to itself; one that does not must send a deletion each
 * time, and so must one of a table with a history: that there was nothing at its time may be news.
 */
public final class TableMap<K, V, V2> extends ContextualProcessor<K, Change<V>, K, Change<V2>> {

    private final ValueMapperWithKey<? super K, ? super V, ? extends @Nullable V2> mapper;
    private final boolean dropsNothings;
    private final @Nullable String storeName;
    private final boolean sendOldValues;
    private @Nullable KeptTable<K, V2> kept;

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
     * @param <K> type of the keys
     * @param <V> type of the values that come
     * @param <V2> type of the values that go
     * @param mapper not called for null
     * @param sendOldValues whether updates carry the value before
     * @param storeName a key-value store with timestamps, or a versioned one; null: the table is not kept
     * @return the operator of one task
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
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param predicate not called for null
     * @param negate false: what it accepts stays; true: what it refuses
     * @param ofHistory whether the table that is filtered has a history
     * @param sendOldValues whether updates carry the value before
     * @param storeName a key-value store with timestamps, or a versioned one; null: the table is not kept
     * @return the operator of one task
     */
    @SuppressWarnings("NullAway") // what is refused becomes null
    public static <K, V> TableMap<K, V, V> filter(
            Predicate<? super K, ? super V> predicate,
            boolean negate,
            boolean ofHistory,
            @Nullable String storeName,
            boolean sendOldValues) {
        return new TableMap<>(
                (key, value) -> predicate.test(key, value) != negate ? value : null,
                !ofHistory,
                storeName,
                sendOldValues);
    }

    @Override
    public void init(ProcessorContext<K, Change<V2>> context) {
        super.init(context);
        if (storeName != null) {
            kept = KeptTable.open(storeName, context, sendOldValues);
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
        if (kept == null) {
            context()
                    .forward(record.withValue(
                            new Change<>(after, before, record.value().isLatest())));
        } else {
            kept.put(record, key, after, before, record.timestamp());
        }
    }

    private @Nullable V2 oldValue(K key, Change<V> change) {
        return kept == null ? map(key, change.oldValue()) : kept.valueOf(key);
    }

    private @Nullable V2 map(K key, @Nullable V value) {
        return value == null ? null : mapper.apply(key, value);
    }
}
