package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.FlushListener;
import dev.millrace.streams.store.WriteBackStore;
import org.jspecify.annotations.Nullable;

/**
 * Sends the updates of a table with a store downstream. If the store holds updates back, they go when it hands them
 * out, one for each key; {@link #send} does nothing then. Otherwise {@link #send} forwards each.
 */
final class TableUpdates<K, V> {

    private final ProcessorContext<K, Change<V>> context;
    private final boolean sendOldValues;
    private final boolean heldBack;

    private TableUpdates(
            ProcessorContext<K, Change<V>> context, boolean sendOldValues, StateStore store, Listener<K> listener) {
        this.context = context;
        this.sendOldValues = sendOldValues;
        this.heldBack = listen(store, listener, sendOldValues);
    }

    /** A key-value or window store whose values have timestamps: an update carries the one of its new value. */
    static <K, V> TableUpdates<K, V> ofTimestamped(
            StateStore store, ProcessorContext<K, Change<V>> context, boolean sendOldValues) {
        FlushListener<K, ValueAndTimestamp<V>> listener =
                (key, newValue, oldValue, timestampMs, headers) -> context.forward(new Record<>(
                        key,
                        new Change<>(
                                ValueAndTimestamp.getValueOrNull(newValue),
                                sendOldValues ? ValueAndTimestamp.getValueOrNull(oldValue) : null),
                        newValue == null ? timestampMs : newValue.timestamp(),
                        headers));
        return new TableUpdates<>(context, sendOldValues, store, new Listener<>(listener));
    }

    /** A session store: an update carries the end of its session. */
    static <K, V> TableUpdates<Windowed<K>, V> ofSessions(
            StateStore store, ProcessorContext<Windowed<K>, Change<V>> context, boolean sendOldValues) {
        FlushListener<Windowed<K>, V> listener =
                (key, newValue, oldValue, timestampMs, headers) -> context.forward(new Record<>(
                        key,
                        new Change<>(newValue, sendOldValues ? oldValue : null),
                        key.window().end(),
                        headers));
        return new TableUpdates<>(context, sendOldValues, store, new Listener<>(listener));
    }

    /** The listener with the type of its values forgotten; the store's type goes with it by construction. */
    private record Listener<K>(FlushListener<K, ?> to) {}

    @SuppressWarnings("unchecked") // a table's store and its operator are made for the same types
    private static <K> boolean listen(StateStore store, Listener<K> listener, boolean sendOldValues) {
        return store instanceof WriteBackStore<?, ?> writeBack
                && ((WriteBackStore<K, Object>) writeBack)
                        .setFlushListener((FlushListener<K, Object>) listener.to(), sendOldValues);
    }

    /** As {@link #send(Record, Object, Object, Object, boolean, long)}, for a table without a history. */
    void send(Record<?, ?> cause, K key, @Nullable V newValue, @Nullable V oldValue, long timestampMs) {
        send(cause, key, newValue, oldValue, true, timestampMs);
    }

    /**
     * An update that has just been put to the store.
     *
     * @param cause gives the headers
     * @param key the key in the table
     * @param oldValue sent only if somebody asked for old values
     * @param isLatest whether it is of the present
     * @param timestampMs the timestamp of the update
     */
    void send(
            Record<?, ?> cause, K key, @Nullable V newValue, @Nullable V oldValue, boolean isLatest, long timestampMs) {
        if (!heldBack) {
            context.forward(cause.withKey(key)
                    .withValue(new Change<>(newValue, sendOldValues ? oldValue : null, isLatest))
                    .withTimestamp(timestampMs));
        }
    }
}
