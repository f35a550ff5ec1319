package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Folds the values of each key into one: {@code count}, {@code reduce} and {@code aggregate} of a grouped stream.
 *
 * <p>For each record: reads the aggregate of its key (the initializer's, if there is none), applies the aggregator,
 * puts the result and sends the update. A result of null deletes the key. The aggregate's timestamp is the largest of
 * its records'. Records with a null key or value are dropped.
 */
public final class StreamAggregate<K, V, A> extends ContextualProcessor<K, V, K, Change<A>> {

    private final String storeName;
    private final Initializer<@Nullable A> initializer;
    private final Aggregator<? super K, ? super V, A> aggregator;
    private final boolean sendOldValues;
    private KeptTable<K, A> kept;
    private DroppedRecords dropped;

    /**
     * Makes the operator.
     *
     * @param storeName a key-value store with timestamps, or a versioned one
     * @param initializer may give null: the aggregator then gets null for the first value of a key
     * @param aggregator adds a value to the aggregate; may give null
     * @param sendOldValues whether updates carry the aggregate before
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public StreamAggregate(
            String storeName,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            boolean sendOldValues) {
        this.storeName = storeName;
        this.initializer = initializer;
        this.aggregator = aggregator;
        this.sendOldValues = sendOldValues;
    }

    @Override
    public void init(ProcessorContext<K, Change<A>> context) {
        super.init(context);
        kept = KeptTable.open(storeName, context, sendOldValues);
        dropped = new DroppedRecords(context);
    }

    @Override
    @SuppressWarnings("NullAway") // A of a reduce starts as null, by contract with the aggregator
    public void process(Record<K, V> record) {
        K key = record.key();
        V value = record.value();
        if (key == null || value == null) {
            dropped.add(key == null ? "its key is null" : "its value is null");
            return;
        }
        ValueAndTimestamp<A> found = kept.get(key);
        long timestamp = found == null ? record.timestamp() : Math.max(record.timestamp(), found.timestamp());
        A before = found == null ? initializer.apply() : found.value();
        A after = aggregator.apply(key, value, before);
        kept.put(record, key, after, before, timestamp);
    }
}
