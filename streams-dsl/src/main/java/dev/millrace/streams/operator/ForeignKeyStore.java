package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.api.ProcessingContext;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.ValueTimestampHeaders;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;

/**
 * Who refers to which foreign key: the store of subscriptions as one task's operators have it. {@link ForeignKeySerdes}
 * has its keys.
 */
final class ForeignKeyStore<F, K> {

    private final TimestampedKeyValueStoreWithHeaders<Bytes, Subscription<K>> store;
    private final ForeignKeySerdes.Opened<F, K, ?> serdes;

    private ForeignKeyStore(
            TimestampedKeyValueStoreWithHeaders<Bytes, Subscription<K>> store,
            ForeignKeySerdes.Opened<F, K, ?> serdes) {
        this.store = store;
        this.serdes = serdes;
    }

    /**
     * Finds the store.
     *
     * @param storeName a key-value store of subscriptions, with timestamps and headers
     */
    static <F, K> ForeignKeyStore<F, K> open(
            String storeName, ForeignKeySerdes<F, K, ?> serdes, ProcessingContext context) {
        return new ForeignKeyStore<>(context.getStateStore(storeName), serdes.open(context));
    }

    /** Keeps a subscription to a foreign key, or ends it: as it says. */
    void take(F foreignKey, Subscription<K> subscription, long timestampMs, Headers headers) {
        Bytes key = serdes.key(foreignKey, subscription.primaryKey(), headers);
        if (subscription.instruction().ends()) {
            store.delete(key);
        } else {
            store.put(key, ValueTimestampHeaders.make(subscription, timestampMs, headers));
        }
    }

    /** Shows all subscriptions to a foreign key, in the order of their serialised primary keys. */
    void forEach(F foreignKey, Headers headers, Consumer<Subscription<K>> action) {
        Bytes prefix = serdes.prefix(foreignKey, headers);
        try (KeyValueIterator<Bytes, ValueTimestampHeaders<Subscription<K>>> found =
                store.range(prefix, after(prefix))) {
            while (found.hasNext()) {
                KeyValue<Bytes, ValueTimestampHeaders<Subscription<K>>> next = found.next();
                if (startsWith(next.key.get(), prefix.get())) { // the end of a range belongs to it
                    action.accept(next.value.value());
                }
            }
        }
    }

    /**
     * The first key behind all that begin so. It begins with a length, so its first byte is never the last one there
     * is.
     */
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
