package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;

/**
 * A join by foreign key, on an update of the right table: tells each row that refers to it, in the order of their
 * serialised keys, with the timestamp of the update.
 */
public final class ForeignKeyUpdates<F, VO, K, V>
        extends ContextualProcessor<F, Change<VO>, K, SubscriptionAnswer<VO>> {

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
    public ForeignKeyUpdates(String storeName, ForeignKeySerdes<F, K, V> serdes) {
        this.storeName = storeName;
        this.joinSerdes = serdes;
    }

    @Override
    public void init(ProcessorContext<K, SubscriptionAnswer<VO>> context) {
        super.init(context);
        subscriptions = ForeignKeyStore.open(storeName, joinSerdes, context);
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<F, Change<VO>> record) {
        if (record.key() == null) {
            dropped.add("its key is null");
            return;
        }
        if (!record.value().isLatest()) {
            dropped.add(DroppedRecords.OF_THE_PAST);
            return;
        }
        subscriptions.forEach(
                record.key(),
                record.headers(),
                subscription -> context()
                        .forward(record.withKey(subscription.primaryKey())
                                .withValue(new SubscriptionAnswer<>(
                                        subscription.hash(),
                                        record.value().newValue(),
                                        subscription.primaryPartition()))));
    }
}
