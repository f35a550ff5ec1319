package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.ValueTransformerWithKey;
import dev.millrace.streams.kstream.ValueTransformerWithKeySupplier;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.KeyValueStoreView;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code transformValues} of a table: each value goes through a transformer that may have state; null goes through it, too.
 * The old value is what the store holds, if the table has one; else the old value of the update goes through the transformer
 * after the new one.
 */
public final class TableTransform<K, V, V2> extends ContextualProcessor<K, Change<V>, K, Change<V2>> {

    private final ValueTransformerWithKeySupplier<? super K, ? super V, ? extends V2> supplier;
    private final @Nullable String storeName;
    private final boolean sendOldValues;
    private ValueTransformerWithKey<? super K, ? super V, ? extends V2> transformer;
    private TransformerContext transformerContext;
    private @Nullable TimestampedKeyValueStore<K, V2> store;
    private @Nullable TableUpdates<K, V2> updates;

    /**
     * Makes the operator.
     *
     * @param storeName a timestamped key-value store; null: the table is not kept
     * @param sendOldValues whether updates carry the value before
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public TableTransform(
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends V2> supplier,
            @Nullable String storeName,
            boolean sendOldValues) {
        this.supplier = supplier;
        this.storeName = storeName;
        this.sendOldValues = sendOldValues;
    }

    @Override
    public void init(ProcessorContext<K, Change<V2>> context) {
        super.init(context);
        transformerContext = new TransformerContext(context);
        transformer = supplier.get();
        transformer.init(transformerContext);
        if (storeName != null) {
            TimestampedKeyValueStore<K, V2> opened = KeyValueStoreView.withoutHeaders(context.getStateStore(storeName));
            store = opened;
            updates = TableUpdates.ofTimestamped(opened, context, sendOldValues);
        }
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        K key = record.key();
        transformerContext.at(record);
        V2 after = transformer.transform(key, record.value().newValue());
        if (store == null || updates == null) {
            V2 before =
                    sendOldValues ? transformer.transform(key, record.value().oldValue()) : null;
            context().forward(record.withValue(new Change<>(after, before)));
        } else {
            V2 before = sendOldValues ? ValueAndTimestamp.getValueOrNull(store.get(key)) : null;
            store.put(key, ValueAndTimestamp.make(after, record.timestamp()));
            updates.send(record, key, after, before, record.timestamp());
        }
    }

    @Override
    public void close() {
        transformer.close();
    }

    /** What is read of the table while it is not kept: values of the table above, through a transformer of the reader's own. */
    public static <K, V, V2> TableView<K, V2> view(
            TableView<K, V> above,
            List<String> stores,
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends V2> supplier) {
        List<String> all = Stream.concat(above.storeNames().stream(), stores.stream())
                .distinct()
                .toList();
        return TableView.of(all, context -> {
            TableView.TableReader<K, V> reader = above.open(context);
            TransformerContext seen = new TransformerContext(context);
            ValueTransformerWithKey<? super K, ? super V, ? extends V2> transformer = supplier.get();
            transformer.init(seen);
            return key -> {
                ValueAndTimestamp<V> found = reader.get(key);
                long timestampMs = found == null ? -1 : found.timestamp();
                seen.at(timestampMs);
                return ValueAndTimestamp.<V2>make(
                        transformer.transform(key, ValueAndTimestamp.getValueOrNull(found)), timestampMs);
            };
        });
    }
}
