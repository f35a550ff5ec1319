package dev.millrace.streams.operator;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Folds the entries of each group of a table into one: {@code count}, {@code reduce} and {@code aggregate} of a grouped
 * table.
 *
 * <p>For each update: takes its old value out of the aggregate (if both are there), then adds its new value (starting
 * from the initializer's, if there is no aggregate). The result is put even if nothing changed. The aggregate's
 * timestamp is the largest of those that went into it.
 */
public final class TableAggregate<K, V, A> extends ContextualProcessor<K, Change<V>, K, Change<A>> {

    private final String storeName;
    private final Initializer<@Nullable A> initializer;
    private final Aggregator<? super K, ? super V, A> adder;
    private final Aggregator<? super K, ? super V, A> subtractor;
    private final boolean sendOldValues;
    private KeptTable<K, A> kept;

    /**
     * Makes the operator.
     *
     * @param storeName a key-value store with timestamps, or a versioned one
     * @param initializer may give null: the adder then gets null for the first value of a group
     * @param adder adds a value to the aggregate
     * @param subtractor takes a value out of the aggregate
     * @param sendOldValues whether updates carry the aggregate before
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public TableAggregate(
            String storeName,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> adder,
            Aggregator<? super K, ? super V, A> subtractor,
            boolean sendOldValues) {
        this.storeName = storeName;
        this.initializer = initializer;
        this.adder = adder;
        this.subtractor = subtractor;
        this.sendOldValues = sendOldValues;
    }

    @Override
    public void init(ProcessorContext<K, Change<A>> context) {
        super.init(context);
        kept = KeptTable.open(storeName, context, sendOldValues);
    }

    @Override
    @SuppressWarnings("NullAway") // A of a reduce starts as null, by contract with the adder
    public void process(Record<K, Change<V>> record) {
        K key = record.key();
        if (key == null) {
            throw new StreamsException("A grouped table got an update with a null key, for store " + storeName);
        }
        ValueAndTimestamp<A> found = kept.get(key);
        A before = found == null ? null : found.value();
        V removed = record.value().oldValue();
        V added = record.value().newValue();
        A after = removed != null && before != null ? subtractor.apply(key, removed, before) : before;
        if (added != null) {
            after = adder.apply(key, added, after == null ? initializer.apply() : after);
        }
        long timestamp = found == null ? record.timestamp() : Math.max(record.timestamp(), found.timestamp());
        kept.put(record, key, after, before, timestamp);
    }
}
