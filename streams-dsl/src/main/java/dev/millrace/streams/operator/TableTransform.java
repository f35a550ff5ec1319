package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.ValueTransformerWithKey;
import dev.millrace.streams.kstream.ValueTransformerWithKeySupplier;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code transformValues} of a table: each value goes through a transformer that may have state; null goes through it,
 * too. The old value is what the store holds, if the table has one; else the old value of the update goes through the
 * transformer after the new one.
 */
public final class TableTransform<K, V, V2> extends ContextualProcessor<K, Change<V>, K, Change<V2>> {

    private final ValueTransformerWithKeySupplier<? super K, ? super V, ? extends V2> supplier;
    private final @Nullable String storeName;
    private final boolean sendOldValues;
    private ValueTransformerWithKey<? super K, ? super V, ? extends V2> transformer;
    private TransformerContext transformerContext;
    private @Nullable KeptTable<K, V2> kept;

    /**
     * Makes the operator.
     *
     * @param supplier makes a new transformer at each call
     * @param sendOldValues whether updates carry the value before
     * @param storeName a key-value store with timestamps, or a versioned one; null: the table is not kept
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
            kept = KeptTable.open(storeName, context, sendOldValues);
        }
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        K key = record.key();
        transformerContext.at(record);
        V2 after = transformer.transform(key, record.value().newValue());
        if (kept == null) {
            V2 before =
                    sendOldValues ? transformer.transform(key, record.value().oldValue()) : null;
            context()
                    .forward(record.withValue(
                            new Change<>(after, before, record.value().isLatest())));
        } else {
            kept.put(record, key, after, sendOldValues ? kept.valueOf(key) : null, record.timestamp());
        }
    }

    @Override
    public void close() {
        transformer.close();
    }

    /**
     * What is read of the table while it is not kept: values of the table above, through a transformer of the reader's
     * own.
     *
     * @param <K> type of the keys
     * @param <V> type of the values above
     * @param <V2> type of the values that are seen
     * @param above the table above
     * @param stores names of the stores that the transformer uses
     * @param supplier makes a transformer for each reader
     * @return calls the transformer at each read
     */
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
            return (key, asOfMs) -> {
                ValueAndTimestamp<V> found = reader.get(key, asOfMs);
                long timestampMs = found == null ? -1 : found.timestamp();
                seen.at(timestampMs);
                return ValueAndTimestamp.<V2>make(
                        transformer.transform(key, ValueAndTimestamp.getValueOrNull(found)), timestampMs);
            };
        });
    }
}
