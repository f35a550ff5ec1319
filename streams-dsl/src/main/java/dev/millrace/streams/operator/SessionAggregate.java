package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.Merger;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.store.SessionStoreView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds the values of each key and session into one.
 *
 * <p>A record joins all sessions of its key that are not further from it than the inactivity gap: their aggregates are
 * merged in the order of the sessions, the record's value is added, and one session takes the place of all. The
 * sessions that vanish are sent as deletions, then the new one follows; the timestamp of an update is the end of its
 * session. An update has no headers: it stands for several records.
 *
 * <p>A record is late, and dropped, when the session it would make ended before stream time less gap and grace. Records
 * with a null key are dropped, null values go to the aggregator.
 *
 * <p>On update, each change of a session is sent. On close, a session is sent once, when it has closed, sessions that
 * close together in the order of their ends; {@link ClosedWindows} says when that is looked at.
 */
public final class SessionAggregate<K, V, A> extends ContextualProcessor<K, V, Windowed<K>, Change<A>> {

    private final String storeName;
    private final SessionWindows windows;
    private final Initializer<@Nullable A> initializer;
    private final Aggregator<? super K, ? super V, A> aggregator;
    private final Merger<? super K, A> merger;
    private final Emission emission;
    private SessionStore<K, A> store;
    private @Nullable TableUpdates<Windowed<K>, A> updates;
    private @Nullable ClosedWindows closed;
    private DroppedRecords dropped;
    private StreamTime streamTime;

    /**
     * Makes the operator.
     *
     * @param storeName a session store
     * @param windows the inactivity gap and the grace
     * @param initializer may give null: merger and aggregator then get null at first
     * @param aggregator adds a value to an aggregate
     * @param merger makes one aggregate of those of two sessions, the earlier one first
     * @param emission when results are sent
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public SessionAggregate(
            String storeName,
            SessionWindows windows,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            Merger<? super K, A> merger,
            Emission emission) {
        this.storeName = storeName;
        this.windows = windows;
        this.initializer = initializer;
        this.aggregator = aggregator;
        this.merger = merger;
        this.emission = emission;
    }

    @Override
    public void init(ProcessorContext<Windowed<K>, Change<A>> context) {
        super.init(context);
        streamTime = new StreamTime(context);
        store = SessionStoreView.withoutHeaders(context.getStateStore(storeName));
        if (emission.onClose()) {
            closed = new ClosedWindows(context, storeName, emission.keptBeyondCloseMs());
        } else {
            updates = TableUpdates.ofSessions(store, context, emission.sendsOldValues());
        }
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<K, V> record) {
        if (record.key() == null) {
            dropped.add("its key is null");
            return;
        }
        boolean isNewest = record.timestamp() >= streamTime.ms();
        long closedBeforeMs =
                streamTime.advance(record.timestamp()) - windows.gracePeriodMs() - windows.inactivityGap();
        if (isNewest) {
            sendClosed(record, closedBeforeMs);
        }
        add(record, closedBeforeMs);
        if (!isNewest) {
            sendClosed(record, closedBeforeMs); // after the record: it may have joined with a closed session
        }
    }

    @SuppressWarnings("NullAway") // A of a reduce starts as null, by contract with merger and aggregator
    private void add(Record<K, V> record, long closedBeforeMs) {
        K key = record.key();
        long timestamp = record.timestamp();
        List<KeyValue<Windowed<K>, A>> near = new ArrayList<>();
        long startMs = timestamp;
        long endMs = timestamp;
        A aggregate = initializer.apply();
        try (KeyValueIterator<Windowed<K>, A> sessions =
                store.findSessions(key, timestamp - windows.inactivityGap(), timestamp + windows.inactivityGap())) {
            while (sessions.hasNext()) {
                KeyValue<Windowed<K>, A> session = sessions.next();
                near.add(session);
                aggregate = merger.apply(key, aggregate, session.value);
                startMs = Math.min(startMs, session.key.window().start());
                endMs = Math.max(endMs, session.key.window().end());
            }
        }
        if (endMs < closedBeforeMs) {
            dropped.late(record, "[" + startMs + ", " + endMs + "]", closedBeforeMs - endMs, streamTime.ms());
            return;
        }
        Record<K, V> cause = new Record<>(key, record.value(), timestamp);
        if (startMs != endMs) {
            for (KeyValue<Windowed<K>, A> session : near) {
                store.remove(session.key);
                updated(cause, session.key, null, session.value);
            }
        }
        A after = aggregator.apply(key, record.value(), aggregate);
        Windowed<K> merged = new Windowed<>(key, new SessionWindow(startMs, endMs));
        store.put(merged, after);
        updated(cause, merged, after, null);
    }

    private void updated(Record<K, V> cause, Windowed<K> session, @Nullable A after, @Nullable A before) {
        if (updates != null) {
            updates.send(cause, session, after, before, session.window().end());
        }
    }

    /**
     * A session's end is part of it, so the last one to send ends right before the time at which sessions are closed.
     */
    private void sendClosed(Record<K, V> record, long closedBeforeMs) {
        if (closed == null || !closed.isDue(closedBeforeMs) || closedBeforeMs <= 0) {
            return;
        }
        try (KeyValueIterator<Windowed<K>, A> sessions =
                store.findSessions(Math.max(0, closed.sentUpToMs()), closedBeforeMs - 1)) {
            while (sessions.hasNext()) {
                KeyValue<Windowed<K>, A> session = sessions.next();
                context()
                        .forward(record.withKey(session.key)
                                .withValue(new Change<>(session.value, null))
                                .withTimestamp(session.key.window().end()));
            }
        }
        closed.sentUpTo(closedBeforeMs);
    }
}
