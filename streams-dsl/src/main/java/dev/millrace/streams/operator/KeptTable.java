package dev.millrace.streams.operator;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.api.ProcessingContext;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.store.KeyValueStoreView;
import dev.millrace.streams.store.VersionHistory;
import org.jspecify.annotations.Nullable;

/**
 * The store of a table as the operator has it that fills it: what is put there goes downstream as an update.
 *
 * <p>Of a table without a history, what is put last is the value, whatever its timestamp. A table on a versioned store
 * (KIP-889) has one: what is put counts from its timestamp until the next, so an update may be one of the past, which
 * it says ({@link Change#isLatest}); one that is older than the history is refused as late (counted, and offered to the
 * late topic), and not sent.
 */
abstract class KeptTable<K, V> {

    private KeptTable() {}

    /**
     * Finds the store.
     *
     * @param storeName a key-value store with timestamps, with headers, or versioned
     * @param sendOldValues whether updates carry the value before
     */
    static <K, V> KeptTable<K, V> open(
            String storeName, ProcessorContext<K, Change<V>> context, boolean sendOldValues) {
        StateStore store = context.getStateStore(storeName);
        if (store instanceof VersionedKeyValueStore) {
            VersionedKeyValueStore<K, V> versioned = versioned(store);
            return new WithHistory<>(versioned, TableUpdates.ofTimestamped(store, context, sendOldValues), context);
        }
        TimestampedKeyValueStore<K, V> present = KeyValueStoreView.withoutHeaders(store);
        return new Present<>(present, TableUpdates.ofTimestamped(present, context, sendOldValues));
    }

    @SuppressWarnings("unchecked") // a table's store and its operator are made for the same types
    static <K, V> VersionedKeyValueStore<K, V> versioned(StateStore store) {
        return (VersionedKeyValueStore<K, V>) store;
    }

    /** A version as a value with its timestamp; null for null. */
    static <V> @Nullable ValueAndTimestamp<V> valueOf(@Nullable VersionedRecord<V> version) {
        return version == null ? null : ValueAndTimestamp.make(version.value(), version.timestamp());
    }

    /** The present value of a key; null if there is none. */
    abstract @Nullable ValueAndTimestamp<V> get(K key);

    /**
     * Puts a value and sends the update.
     *
     * @param cause gives the headers
     * @param newValue null deletes
     * @param oldValue sent only if somebody asked for old values
     * @param timestampMs of the value and of the update
     */
    abstract void put(Record<?, ?> cause, K key, @Nullable V newValue, @Nullable V oldValue, long timestampMs);

    /** The present value without its timestamp; null if there is none. */
    final @Nullable V valueOf(K key) {
        return ValueAndTimestamp.getValueOrNull(get(key));
    }

    private static final class Present<K, V> extends KeptTable<K, V> {
        private final TimestampedKeyValueStore<K, V> store;
        private final TableUpdates<K, V> updates;

        Present(TimestampedKeyValueStore<K, V> store, TableUpdates<K, V> updates) {
            this.store = store;
            this.updates = updates;
        }

        @Override
        @Nullable
        ValueAndTimestamp<V> get(K key) {
            return store.get(key);
        }

        @Override
        void put(Record<?, ?> cause, K key, @Nullable V newValue, @Nullable V oldValue, long timestampMs) {
            store.put(key, ValueAndTimestamp.make(newValue, timestampMs));
            updates.send(cause, key, newValue, oldValue, true, timestampMs);
        }
    }

    private static final class WithHistory<K, V> extends KeptTable<K, V> {
        private final VersionedKeyValueStore<K, V> store;
        private final TableUpdates<K, V> updates;
        private final ProcessingContext context;
        private final DroppedRecords dropped;

        WithHistory(VersionedKeyValueStore<K, V> store, TableUpdates<K, V> updates, ProcessingContext context) {
            this.store = store;
            this.updates = updates;
            this.context = context;
            this.dropped = new DroppedRecords(context);
        }

        @Override
        @Nullable
        ValueAndTimestamp<V> get(K key) {
            return valueOf(store.get(key));
        }

        @Override
        void put(Record<?, ?> cause, K key, @Nullable V newValue, @Nullable V oldValue, long timestampMs) {
            long validToMs = store.put(key, newValue, timestampMs);
            if (validToMs == VersionedKeyValueStore.PUT_RETURN_CODE_NOT_PUT) {
                dropped.older(key, timestampMs, store.name(), historyStartMs() - timestampMs);
                return;
            }
            boolean isLatest = validToMs == VersionedKeyValueStore.PUT_RETURN_CODE_VALID_TO_UNDEFINED;
            updates.send(cause, key, newValue, oldValue, isLatest, timestampMs);
        }

        private long historyStartMs() {
            return store instanceof VersionHistory<?, ?> history
                    ? history.historyStartMs()
                    : context.currentStreamTimeMs();
        }
    }
}
