package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.TimeWindow;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.kstream.Windows;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.WindowStoreView;
import dev.millrace.streams.topology.CommittedMarks;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the values of each key and fixed window (tumbling, hopping, unlimited) into one.
 *
 * <p>A record goes into every window that holds its timestamp, the earliest window first. A window is closed, and takes
 * nothing more, when its end is not later than stream time less grace; stream time is the largest timestamp this
 * operator has seen, this record's included. The aggregate's timestamp is the largest of its records'. Records with a
 * null key are dropped, null values go to the aggregator; a record counts as dropped for each closed window.
 *
 * <p>On update, each change of a window is sent. On close, a window is sent once, when it has closed, windows that
 * close together in the order of their starts, then of their serialised keys; {@link ClosedWindows} says when that is
 * looked at. The headers are those of the record that brought it about.
 */
public final class WindowAggregate<K, V, A> extends ContextualProcessor<K, V, Windowed<K>, Change<A>> {

    private final String storeName;
    private final Windows<? extends Window> windows;
    private final Initializer<@Nullable A> initializer;
    private final Aggregator<? super K, ? super V, A> aggregator;
    private final Emission emission;
    private TimestampedWindowStore<K, A> store;
    private WindowResults<K, A> results;
    private DroppedRecords dropped;
    private StreamTime streamTime;

    /**
     * Makes the operator.
     *
     * @param storeName a timestamped window store
     * @param windows give the windows of a timestamp, and the grace
     * @param initializer may give null: the aggregator then gets null for the first value of a window
     * @param aggregator adds a value to an aggregate
     * @param emission when results are sent
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public WindowAggregate(
            String storeName,
            Windows<? extends Window> windows,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            Emission emission) {
        this.storeName = storeName;
        this.windows = windows;
        this.initializer = initializer;
        this.aggregator = aggregator;
        this.emission = emission;
    }

    @Override
    public void init(ProcessorContext<Windowed<K>, Change<A>> context) {
        super.init(context);
        streamTime = new StreamTime(context);
        store = WindowStoreView.withoutHeaders(context.getStateStore(storeName));
        results = WindowResults.of(store, context, emission);
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<K, V> record) {
        if (record.key() == null) {
            dropped.add("its key is null");
            return;
        }
        long timestamp = record.timestamp();
        long closedUpToMs = streamTime.advance(timestamp) - windows.gracePeriodMs();
        results.sendClosed(record, closedUpToMs, this::startsOf);
        if (windows instanceof TimeWindows time) {
            long first = Math.max(0, timestamp - time.sizeMs + time.advanceMs) / time.advanceMs * time.advanceMs;
            for (long start = first; start <= timestamp; start += time.advanceMs) {
                update(record, start, start + time.sizeMs, null, closedUpToMs);
            }
        } else {
            for (Map.Entry<Long, ? extends Window> entry :
                    windows.windowsFor(timestamp).entrySet()) {
                Window window = entry.getValue();
                update(record, entry.getKey(), window.end(), window, closedUpToMs);
            }
        }
    }

    /** A window's end is not part of it: the first one to send ends right after the time up to which all were sent. */
    private WindowResults.@Nullable Starts startsOf(long sentUpToMs, long closedUpToMs) {
        long lastMs = closedUpToMs - windows.size();
        if (lastMs < 0) {
            return null;
        }
        if (sentUpToMs == CommittedMarks.NONE) {
            return new WindowResults.Starts(0, lastMs);
        }
        long lastSentMs = Math.max(0, sentUpToMs - windows.size());
        boolean sameWindows = windows.windowsFor(lastMs).equals(windows.windowsFor(lastSentMs));
        return sameWindows ? null : new WindowResults.Starts(lastSentMs + 1, lastMs);
    }

    @SuppressWarnings("NullAway") // A of a reduce starts as null, by contract with the aggregator
    private void update(Record<K, V> record, long startMs, long endMs, @Nullable Window window, long closedUpToMs) {
        if (endMs <= closedUpToMs) {
            dropped.late(record, "[" + startMs + ", " + endMs + ")", closedUpToMs - endMs, streamTime.ms());
            return;
        }
        K key = record.key();
        ValueAndTimestamp<A> found = store.fetch(key, startMs);
        long timestamp = found == null ? record.timestamp() : Math.max(record.timestamp(), found.timestamp());
        A before = found == null ? initializer.apply() : found.value();
        A after = aggregator.apply(key, record.value(), before);
        store.put(key, ValueAndTimestamp.make(after, timestamp), startMs);
        results.updated(
                record,
                new Windowed<>(key, window == null ? new TimeWindow(startMs, endMs) : window),
                after,
                before,
                timestamp);
    }
}
