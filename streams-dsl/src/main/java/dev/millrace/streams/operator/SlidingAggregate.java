package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.SlidingWindows;
import dev.millrace.streams.kstream.TimeWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.WindowStoreIterator;
import dev.millrace.streams.store.WindowStoreView;
import dev.millrace.streams.topology.CommittedMarks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds the values of each key and sliding window into one (KIP-450).
 *
 * <p>Of all windows of length d, both ends included, only those exist that differ in content: one ends at each record
 * (its left window), and one starts right after each record (its right window) if there are later records in it. Where
 * a left window would begin before 0, the window [0, d] stands for it.
 *
 * <pre>
 *   records       a     b  c            d = 6
 *   left of a  [──a]
 *   left of b  [──a──b]
 *   left of c   [─a──b──c]
 *   right of a      [b──c──]
 *   right of b          [c──────]
 * </pre>
 *
 * <p>A record changes every window that holds its time; it gives the record before it a right window, if that has none,
 * and gets windows of its own. It may come out of order: then its right window begins with what the windows around it
 * hold. The timestamp of an aggregate is the largest of its records'; that is how a window tells up to where it is
 * filled.
 *
 * <p>A window takes nothing more when its end is before stream time less grace. A record whose last window is closed so
 * is late, and dropped, as are records with a null key or value.
 */
/*
 * Windows of a key that matter lie between t - 2d and t + 1; they are walked through from the last to the first, for
 * those that hold t come first then, and the walk ends at the first that ends before t: its timestamp is that of the
 * record before. The order in which updates are sent is the one of Kafka Streams: windows that hold t, the right window
 * of the record before, the left window, the right one. Records before d have their windows walked through in ascending
 * order, and the window that starts at 0 is updated last.
 *
 * An aggregate may be an object that the aggregator changes. So the right window is put before the window that it
 * begins with takes the record in, and read again when its turn comes.
 */
public final class SlidingAggregate<K, V, A> extends ContextualProcessor<K, V, Windowed<K>, Change<A>> {

    private static final long NONE = -1;

    private final String storeName;
    private final SlidingWindows windows;
    private final Initializer<@Nullable A> initializer;
    private final Aggregator<? super K, ? super V, A> aggregator;
    private final Emission emission;
    private final long lengthMs;
    private TimestampedWindowStore<K, A> store;
    private WindowResults<K, A> results;
    private DroppedRecords dropped;
    private StreamTime streamTime;
    private long closedUpToMs;

    /**
     * Makes the operator.
     *
     * @param storeName a timestamped window store that keeps its values in serialised form, so that windows share no
     *     object
     * @param windows the length and the grace
     * @param initializer may give null: the aggregator then gets null for the first value of a window
     * @param aggregator adds a value to an aggregate
     * @param emission when results are sent
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public SlidingAggregate(
            String storeName,
            SlidingWindows windows,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            Emission emission) {
        this.storeName = storeName;
        this.windows = windows;
        this.initializer = initializer;
        this.aggregator = aggregator;
        this.emission = emission;
        this.lengthMs = windows.timeDifferenceMs();
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
        if (record.key() == null || record.value() == null) {
            dropped.add(record.key() == null ? "its key is null" : "its value is null");
            return;
        }
        long timestamp = record.timestamp();
        closedUpToMs = streamTime.advance(timestamp) - windows.gracePeriodMs();
        if (timestamp + lengthMs + 1 <= closedUpToMs) {
            reportLate(record, timestamp);
        } else if (timestamp < lengthMs) {
            early(record);
        } else {
            results.sendClosed(record, closedUpToMs, this::startsOf);
            ordinary(record);
        }
    }

    private void ordinary(Record<K, V> record) {
        long timestamp = record.timestamp();
        long leftStartMs = timestamp - lengthMs;
        List<Held<A>> holding = new ArrayList<>();
        Held<A> left = null;
        Held<A> before = null;
        boolean rightExists = false;
        try (WindowStoreIterator<ValueAndTimestamp<A>> found =
                store.backwardFetch(record.key(), Math.max(0, leftStartMs - lengthMs), timestamp + 1)) {
            while (found.hasNext() && before == null) {
                Held<A> window = Held.next(found);
                if (window.startMs > timestamp) {
                    rightExists = true;
                } else if (window.startMs > leftStartMs) {
                    holding.add(window);
                } else if (window.startMs == leftStartMs) {
                    left = window;
                } else {
                    before = window;
                }
            }
        }
        boolean wasHere = left != null && left.lastMs == timestamp;
        boolean needsRight = !wasHere && !rightExists && !holding.isEmpty() && keepForRight(record, holding.get(0));
        holding.forEach(window -> update(record, window));
        if (left != null) {
            update(record, left);
            if (wasHere) {
                return; // a record of this time was here before: all windows are there, but for those that became null
            }
            holding.add(left);
        }
        Held<A> lastBefore = before == null ? left : before;
        long previousMs = lastBefore == null ? NONE : lastBefore.lastMs;
        if (previousMs != NONE && previousMs + 1 + lengthMs >= timestamp) {
            addRightOfPrevious(record, previousMs, holding);
        }
        if (left == null) {
            A soFar = before != null && previousMs >= leftStartMs ? before.aggregate : initializer.apply();
            update(record, new Held<>(leftStartMs, soFar, timestamp));
        }
        if (needsRight) {
            addRight(record);
        }
    }

    private void early(Record<K, V> record) {
        long timestamp = record.timestamp();
        List<Held<A>> holding = new ArrayList<>();
        Held<A> first = null;
        boolean rightExists = false;
        try (WindowStoreIterator<ValueAndTimestamp<A>> found = store.fetch(record.key(), 0, timestamp + 1)) {
            while (found.hasNext()) {
                Held<A> window = Held.next(found);
                if (window.startMs > timestamp) {
                    rightExists = true;
                } else if (window.startMs == 0) {
                    first = window;
                } else {
                    holding.add(window);
                }
            }
        }
        Held<A> around = holding.isEmpty() ? first : holding.get(holding.size() - 1);
        boolean needsRight = !rightExists && around != null && keepForRight(record, around);
        holding.forEach(window -> update(record, window));
        if (needsRight) {
            addRight(record);
        }
        if (first != null && first.lastMs < timestamp) {
            addRightOfPrevious(record, first.lastMs, holding);
        }
        update(record, first == null ? new Held<>(0, initializer.apply(), timestamp) : first);
    }

    private void addRightOfPrevious(Record<K, V> record, long previousMs, List<Held<A>> existing) {
        if (existing.stream().noneMatch(window -> window.startMs == previousMs + 1)) {
            update(record, new Held<>(previousMs + 1, initializer.apply(), record.timestamp()));
        }
    }

    /**
     * Copies what a window around the record holds into the record's right window, if there are later records in it.
     */
    private boolean keepForRight(Record<K, V> record, Held<A> around) {
        if (around.lastMs <= record.timestamp()) {
            return false;
        }
        store.put(record.key(), ValueAndTimestamp.make(around.aggregate, around.lastMs), record.timestamp() + 1);
        return true;
    }

    /** Puts the copy once more: now it is the right window's turn among the updates that a cache holds back. */
    private void addRight(Record<K, V> record) {
        long startMs = record.timestamp() + 1;
        ValueAndTimestamp<A> copy = store.fetch(record.key(), startMs);
        if (copy != null) {
            store.put(record.key(), copy, startMs);
            results.updated(record, window(record, startMs), copy.value(), null, copy.timestamp());
        }
    }

    @SuppressWarnings("NullAway") // A of a reduce starts as null, by contract with the aggregator
    private void update(Record<K, V> record, Held<A> window) {
        if (window.startMs + lengthMs < closedUpToMs) {
            reportLate(record, window.startMs);
            return;
        }
        A after = aggregator.apply(record.key(), record.value(), window.aggregate);
        long lastMs = window.aggregate == null ? record.timestamp() : Math.max(record.timestamp(), window.lastMs);
        store.put(record.key(), ValueAndTimestamp.make(after, lastMs), window.startMs);
        results.updated(record, window(record, window.startMs), after, window.aggregate, lastMs);
    }

    private void reportLate(Record<K, V> record, long startMs) {
        long endMs = startMs + lengthMs;
        dropped.late(record, "[" + startMs + ", " + endMs + "]", closedUpToMs - endMs, streamTime.ms());
    }

    private Windowed<K> window(Record<K, V> record, long startMs) {
        return new Windowed<>(record.key(), new TimeWindow(startMs, startMs + lengthMs));
    }

    /** A window's end is part of it, so the last one to send ends right before the time at which windows are closed. */
    private WindowResults.@Nullable Starts startsOf(long sentUpToMs, long untilMs) {
        long firstMs = sentUpToMs == CommittedMarks.NONE ? 0 : Math.max(0, sentUpToMs - lengthMs);
        long lastMs = untilMs - lengthMs - 1;
        return lastMs < 0 ? null : new WindowResults.Starts(firstMs, lastMs);
    }

    /** What a window holds, and the time of the last record in it. */
    private record Held<A>(long startMs, @Nullable A aggregate, long lastMs) {
        static <A> Held<A> next(WindowStoreIterator<ValueAndTimestamp<A>> found) {
            KeyValue<Long, ValueAndTimestamp<A>> next = found.next();
            return new Held<>(next.key, next.value.value(), next.value.timestamp());
        }
    }
}
