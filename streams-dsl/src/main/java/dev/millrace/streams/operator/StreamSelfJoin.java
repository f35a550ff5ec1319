package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.ValueJoinerWithKey;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;

/**
 * A windowed join of a stream with itself, over one store in place of two equal ones. It sends what the two sides of a
 * {@link StreamStreamJoin} would send, in their order: the record as the left side with each earlier arrival, then each
 * earlier arrival as the left side with the record, and the pair of the record with itself where its time puts it among
 * these. Records with a null key or value are dropped.
 */
public final class StreamSelfJoin<K, V, Out> extends ContextualProcessor<K, V, K, Out> {

    private final Windows windows;
    private final String storeName;
    private final ValueJoinerWithKey<? super K, ? super V, ? super V, ? extends Out> joiner;
    private WindowStore<K, ValueTimestampHeaders<V>> earlier;
    private DroppedRecords dropped;
    private StreamTime streamTime;

    /**
     * How far partners may lie apart.
     *
     * @param beforeMs how far a match may lie before a record of the left side
     * @param afterMs how far a match may lie after a record of the left side
     * @param retentionMs how long the store keeps a record
     */
    public record Windows(long beforeMs, long afterMs, long retentionMs) {}

    /**
     * Makes the operator.
     *
     * @param windows how far two records may be apart, and the grace
     * @param storeName the window store that the step above writes
     * @param joiner gets the key, the left value and the right one
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public StreamSelfJoin(
            Windows windows,
            String storeName,
            ValueJoinerWithKey<? super K, ? super V, ? super V, ? extends Out> joiner) {
        this.windows = windows;
        this.storeName = storeName;
        this.joiner = joiner;
    }

    @Override
    public void init(ProcessorContext<K, Out> context) {
        super.init(context);
        streamTime = new StreamTime(context);
        earlier = context.getStateStore(storeName);
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<K, V> record) {
        if (record.key() == null || record.value() == null) {
            dropped.add(record.key() == null ? "its key is null" : "its value is null");
            return;
        }
        long timestamp = record.timestamp();
        boolean isKept = timestamp > streamTime.advance(timestamp) - windows.retentionMs + 1;
        try (WindowStoreIterator<ValueTimestampHeaders<V>> matches = fetch(record, windows.beforeMs, windows.afterMs)) {
            while (matches.hasNext()) {
                KeyValue<Long, ValueTimestampHeaders<V>> match = matches.next();
                send(record, record.value(), match.value.value(), match.key);
            }
        }
        boolean selfIsDue = isKept;
        try (WindowStoreIterator<ValueTimestampHeaders<V>> matches = fetch(record, windows.afterMs, windows.beforeMs)) {
            while (matches.hasNext()) {
                KeyValue<Long, ValueTimestampHeaders<V>> match = matches.next();
                if (selfIsDue && match.key > timestamp) {
                    selfIsDue = false;
                    send(record, record.value(), record.value(), timestamp);
                }
                send(record, match.value.value(), record.value(), match.key);
            }
        }
        if (selfIsDue) {
            send(record, record.value(), record.value(), timestamp);
        }
    }

    private WindowStoreIterator<ValueTimestampHeaders<V>> fetch(Record<K, V> record, long backMs, long aheadMs) {
        return earlier.fetch(
                record.key(), Math.max(0, record.timestamp() - backMs), Math.max(0, record.timestamp() + aheadMs));
    }

    private void send(Record<K, V> record, V left, V right, long otherMs) {
        context()
                .forward(record.<Out>withValue(joiner.apply(record.key(), left, right))
                        .withTimestamp(Math.max(record.timestamp(), otherMs)));
    }
}
