package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.TimedStore;

/**
 * Keeps the records of one side of a join of two streams for the other side to find: a window store that starts a
 * window at each record and keeps duplicates, with timestamps and headers, which are in its changelog. The record goes
 * on to the join first; one with a null key is not kept, one with a null value moves on the store's time alone. One
 * that comes when the store keeps its time no more finds those partners that are still there, but will not be found
 * itself: it is late.
 */
public final class JoinWindowWriter<K, V> extends ContextualProcessor<K, V, K, V> {

    private final String storeName;
    private final long keptMs;
    private WindowStore<K, ValueTimestampHeaders<V>> store;
    private StreamTime streamTime;
    private DroppedRecords dropped;

    /**
     * Makes the operator.
     *
     * @param storeName a window store with duplicates
     * @param keptMs how long the store keeps a record, in stream time
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public JoinWindowWriter(String storeName, long keptMs) {
        this.storeName = storeName;
        this.keptMs = keptMs;
    }

    @Override
    public void init(ProcessorContext<K, V> context) {
        super.init(context);
        store = context.getStateStore(storeName);
        streamTime = new StreamTime(context);
        if (store instanceof TimedStore timed) { // it cannot know of null values, which are not kept, after a restart
            timed.advanceTo(streamTime.ms());
        }
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<K, V> record) {
        context().forward(record);
        if (record.key() == null) {
            return;
        }
        long endMs = record.timestamp() + keptMs;
        long streamTimeMs = streamTime.advance(record.timestamp());
        if (endMs <= streamTimeMs && record.value() != null) {
            dropped.late(record, "[" + record.timestamp() + ", " + endMs + ")", streamTimeMs - endMs, streamTimeMs);
        }
        long timestamp = record.timestamp();
        store.put(record.key(), ValueTimestampHeaders.make(record.value(), timestamp, record.headers()), timestamp);
    }
}
