package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.CogroupedKStream;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.KGroupedStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Merger;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.SessionWindowedCogroupedKStream;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.SlidingWindows;
import dev.millrace.streams.kstream.TimeWindowedCogroupedKStream;
import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.kstream.Windows;
import dev.millrace.streams.operator.Emission;
import dev.millrace.streams.operator.SessionAggregate;
import dev.millrace.streams.operator.StreamAggregate;
import dev.millrace.streams.operator.WindowedKeySerde;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.WindowStore;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;

/** Several grouped streams of a plan, and what each adds to an aggregate of all. */
final class PlannedCogroup<K, A> implements CogroupedKStream<K, A> {

    private static final String PREFIX = "COGROUPKSTREAM-AGGREGATE-";

    private final Cogrouping<K, A> streams;

    private PlannedCogroup(Cogrouping<K, A> streams) {
        this.streams = streams;
    }

    static <K, V, A> CogroupedKStream<K, A> of(Grouping<K, V> first, Aggregator<? super K, ? super V, A> aggregator) {
        PlannedCogroup<K, A> cogroup =
                new PlannedCogroup<>(new Cogrouping<>(first.stream().plan()));
        cogroup.streams.add(first, Objects.requireNonNull(aggregator, "aggregator must not be null"));
        return cogroup;
    }

    @Override
    public <V> CogroupedKStream<K, A> cogroup(
            KGroupedStream<K, V> groupedStream, Aggregator<? super K, ? super V, A> aggregator) {
        Objects.requireNonNull(groupedStream, "groupedStream must not be null");
        Objects.requireNonNull(aggregator, "aggregator must not be null");
        if (!(groupedStream instanceof PlannedGroupedStream<K, V> planned)) {
            throw streams.stranger(groupedStream);
        }
        streams.add(planned.grouping(), aggregator);
        return this;
    }

    @Override
    public KTable<K, A> aggregate(
            Initializer<A> initializer, Named named, Materialized<K, A, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(initializer, "initializer must not be null");
        StoreChoice<K, A, ?> choice = choice(materialized);
        return streams.aggregate(
                named,
                choice,
                streams.live(choice.keyValueStore()),
                choice.keySerde(),
                null,
                aggregator -> PlanNode.each(wiring ->
                        new StreamAggregate<>(wiring.keptIn(), initializer, aggregator, wiring.sendsOldValues())));
    }

    private <S extends StateStore> StoreChoice<K, A, S> choice(Materialized<K, A, S> materialized) {
        return StoreChoice.of(materialized, streams.names(), PREFIX, streams.keySerde(), null);
    }

    @Override
    public <W extends Window> TimeWindowedCogroupedKStream<K, A> windowedBy(Windows<W> windows) {
        return new ByTime(new WindowKind.Time(Objects.requireNonNull(windows, "windows must not be null")));
    }

    @Override
    public TimeWindowedCogroupedKStream<K, A> windowedBy(SlidingWindows windows) {
        return new ByTime(new WindowKind.Sliding(Objects.requireNonNull(windows, "windows must not be null")));
    }

    @Override
    public SessionWindowedCogroupedKStream<K, A> windowedBy(SessionWindows windows) {
        return new BySessions(Objects.requireNonNull(windows, "windows must not be null"));
    }

    /** Further grouped by windows of a known length. */
    private final class ByTime implements TimeWindowedCogroupedKStream<K, A> {

        private final WindowKind windows;

        ByTime(WindowKind windows) {
            this.windows = windows;
        }

        @Override
        public KTable<Windowed<K>, A> aggregate(
                Initializer<A> initializer, Named named, Materialized<K, A, WindowStore<Bytes, byte[]>> materialized) {
            Objects.requireNonNull(initializer, "initializer must not be null");
            StoreChoice<K, A, ?> choice = choice(materialized);
            StoreBuilder<?> store = choice.windowStore(windows, false);
            return streams.aggregate(
                    named,
                    choice,
                    windows.ownsAggregates() ? streams.live(store) : store,
                    WindowedKeySerde.ofWindows(choice.keySerde(), windows.sizeMs()),
                    windows.graceMs(),
                    aggregator -> PlanNode.each(wiring -> windows.operator(
                            wiring.keptIn(), initializer, aggregator, Emission.onUpdate(wiring.sendsOldValues()))));
        }
    }

    /** Further grouped by sessions. */
    private final class BySessions implements SessionWindowedCogroupedKStream<K, A> {

        private final SessionWindows windows;

        BySessions(SessionWindows windows) {
            this.windows = windows;
        }

        @Override
        public KTable<Windowed<K>, A> aggregate(
                Initializer<A> initializer,
                Merger<? super K, A> sessionMerger,
                Named named,
                Materialized<K, A, SessionStore<Bytes, byte[]>> materialized) {
            Objects.requireNonNull(initializer, "initializer must not be null");
            Objects.requireNonNull(sessionMerger, "sessionMerger must not be null");
            StoreChoice<K, A, ?> choice = choice(materialized);
            return streams.aggregate(
                    named,
                    choice,
                    streams.live(choice.sessionStore(windows, false)),
                    WindowedKeySerde.ofSessions(choice.keySerde()),
                    windows.gracePeriodMs() + windows.inactivityGap(),
                    aggregator -> PlanNode.each(wiring -> new SessionAggregate<>(
                            wiring.keptIn(),
                            windows,
                            initializer,
                            aggregator,
                            sessionMerger,
                            Emission.onUpdate(wiring.sendsOldValues()))));
        }
    }
}
