package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.KeyValueStoreView;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * A join by foreign key, on an update of the right table: tells each row that refers to it, in the order of their serialised
 * keys, with the timestamp of the update.
 */
public final class ForeignKeyUpdates<F, VO, K, V>
        extends ContextualProcessor<F, Change<VO>, K, SubscriptionAnswer<VO>> {

    private final String storeName;
    private final ForeignKeySerdes<F, K, V> joinSerdes;
    private TimestampedKeyValueStore<Bytes, Subscription<K>> store;
    private ForeignKeySerdes.Opened<F, K, V> serdes;
    private DroppedRecords dropped;

    /**
     * Makes the operator.
     *
     * @param storeName a timestamped key-value store of subscriptions
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public ForeignKeyUpdates(String storeName, ForeignKeySerdes<F, K, V> serdes) {
        this.storeName = storeName;
        this.joinSerdes = serdes;
    }

    @Override
    public void init(ProcessorContext<K, SubscriptionAnswer<VO>> context) {
        super.init(context);
        store = KeyValueStoreView.withoutHeaders(context.getStateStore(storeName));
        serdes = joinSerdes.open(context);
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
        Bytes prefix = serdes.prefix(record.key(), record.headers());
        try (KeyValueIterator<Bytes, ValueAndTimestamp<Subscription<K>>> found = store.range(prefix, after(prefix))) {
            while (found.hasNext()) {
                KeyValue<Bytes, ValueAndTimestamp<Subscription<K>>> next = found.next();
                if (startsWith(next.key.get(), prefix.get())) { // the end of a range belongs to it
                    Subscription<K> subscription = next.value.value();
                    context()
                            .forward(record.withKey(subscription.primaryKey())
                                    .withValue(new SubscriptionAnswer<>(
                                            subscription.hash(),
                                            record.value().newValue(),
                                            subscription.primaryPartition())));
                }
            }
        }
    }

    /** The first key behind all that begin so. It begins with a length, so its first byte is never the last one there is. */
    private static Bytes after(Bytes prefix) {
        byte[] after = prefix.get().clone();
        int at = after.length - 1;
        while (++after[at] == 0) {
            at--;
        }
        return Bytes.wrap(after);
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
