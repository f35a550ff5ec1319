package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the results of an aggregation by windows that start and end at known times: at each update, or when windows
 * have closed ({@link ClosedWindows} says when to look). Those that are found together go in the order of their starts,
 * then of their serialised keys.
 */
final class WindowResults<K, A> {

    /** Tells which windows to send. */
    @FunctionalInterface
    interface Closing {
        /** The starts of the windows that closed after the first time and up to the second; null if there are none. */
        @Nullable
        Starts starts(long sentUpToMs, long closedUpToMs);
    }

    /** Starts of windows, both bounds inclusive. */
    record Starts(long firstMs, long lastMs) {}

    private final ProcessorContext<Windowed<K>, Change<A>> context;
    private final TimestampedWindowStore<K, A> store;
    private final @Nullable TableUpdates<Windowed<K>, A> updates;
    private final @Nullable ClosedWindows closed;

    private WindowResults(
            ProcessorContext<Windowed<K>, Change<A>> context,
            TimestampedWindowStore<K, A> store,
            @Nullable TableUpdates<Windowed<K>, A> updates,
            @Nullable ClosedWindows closed) {
        this.context = context;
        this.store = store;
        this.updates = updates;
        this.closed = closed;
    }

    static <K, A> WindowResults<K, A> of(
            TimestampedWindowStore<K, A> store, ProcessorContext<Windowed<K>, Change<A>> context, Emission emission) {
        return emission.onClose()
                ? new WindowResults<>(
                        context, store, null, new ClosedWindows(context, store.name(), emission.keptBeyondCloseMs()))
                : new WindowResults<>(
                        context, store, TableUpdates.ofTimestamped(store, context, emission.sendsOldValues()), null);
    }

    /** A window was put. */
    void updated(Record<?, ?> cause, Windowed<K> window, @Nullable A after, @Nullable A before, long timestampMs) {
        if (updates != null) {
            updates.send(cause, window, after, before, timestampMs);
        }
    }

    /** Stream time has come to where windows are closed up to this time. */
    void sendClosed(Record<?, ?> cause, long closedUpToMs, Closing closing) {
        if (closed == null || !closed.isDue(closedUpToMs)) {
            return;
        }
        Starts starts = closing.starts(closed.sentUpToMs(), closedUpToMs);
        if (starts != null) {
            for (KeyValue<Windowed<K>, ValueAndTimestamp<A>> window : inOrder(starts)) {
                context.forward(cause.withKey(window.key)
                        .withValue(new Change<>(window.value.value(), null))
                        .withTimestamp(window.value.timestamp()));
            }
            closed.sentUpTo(closedUpToMs);
        }
    }

    /**
     * A store on disk tells windows by key within a segment; the sort is stable, so equal starts stay in the order of
     * keys.
     */
    private List<KeyValue<Windowed<K>, ValueAndTimestamp<A>>> inOrder(Starts starts) {
        List<KeyValue<Windowed<K>, ValueAndTimestamp<A>>> windows = new ArrayList<>();
        try (KeyValueIterator<Windowed<K>, ValueAndTimestamp<A>> found =
                store.fetchAll(starts.firstMs(), starts.lastMs())) {
            found.forEachRemaining(windows::add);
        }
        windows.sort(Comparator.comparingLong(window -> window.key.window().start()));
        return windows;
    }
}
