package dev.millrace.streams.operator;

import dev.millrace.streams.operator.Subscription.Instruction;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;

/**
 * A join by foreign key, second step, beside the right table: keeps and ends subscriptions in a store, and passes them
 * on. One with a null foreign key is not kept; it is passed on if it wants an answer in any case, else dropped.
 */
public final class ForeignKeySubscriptions<F, K, V>
        extends ContextualProcessor<F, Subscription<K>, F, Subscription<K>> {

    private final String storeName;
    private final ForeignKeySerdes<F, K, V> joinSerdes;
    private ForeignKeyStore<F, K> subscriptions;
    private DroppedRecords dropped;

    /**
     * Makes the operator.
     *
     * @param storeName a timestamped key-value store of subscriptions
     * @param serdes make the keys of the store
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public ForeignKeySubscriptions(String storeName, ForeignKeySerdes<F, K, V> serdes) {
        this.storeName = storeName;
        this.joinSerdes = serdes;
    }

    @Override
    public void init(ProcessorContext<F, Subscription<K>> context) {
        super.init(context);
        subscriptions = ForeignKeyStore.open(storeName, joinSerdes, context);
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<F, Subscription<K>> record) {
        Subscription<K> subscription = record.value();
        if (record.key() != null) {
            subscriptions.take(record.key(), subscription, record.timestamp(), record.headers());
        } else if (subscription.instruction() != Instruction.KEEP_AND_ANSWER) {
            dropped.add("its foreign key is null");
            return;
        }
        context().forward(record);
    }
}
