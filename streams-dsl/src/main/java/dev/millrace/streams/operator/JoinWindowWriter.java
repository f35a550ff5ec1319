package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.WindowStore;

/**
 * Keeps the records of one side of a join of two streams for the other side to find: a window store that starts a window at
 * each record and keeps duplicates. The record goes on to the join first; one with a null key is not kept.
 */
public final class JoinWindowWriter<K, V> extends ContextualProcessor<K, V, K, V> {

    private final String storeName;
    private WindowStore<K, V> store;

    /**
     * Makes the operator.
     *
     * @param storeName a window store with duplicates
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public JoinWindowWriter(String storeName) {
        this.storeName = storeName;
    }

    @Override
    public void init(ProcessorContext<K, V> context) {
        super.init(context);
        store = context.getStateStore(storeName);
    }

    @Override
    public void process(Record<K, V> record) {
        context().forward(record);
        if (record.key() != null) {
            store.put(record.key(), record.value(), record.timestamp());
        }
    }
}
