package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.EmitStrategy;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Merger;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Reducer;
import dev.millrace.streams.kstream.SessionWindowedKStream;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.operator.Emission;
import dev.millrace.streams.operator.SessionAggregate;
import dev.millrace.streams.operator.WindowedKeySerde;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.StoreBuilder;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a plan, grouped by key and sessions.
 *
 * @param grouping the grouped stream
 * @param windows the gap that ends a session, and the grace
 * @param onClose whether a session is sent when it has closed, and not at each update
 */
record PlannedSessions<K, V>(Grouping<K, V> grouping, SessionWindows windows, boolean onClose)
        implements SessionWindowedKStream<K, V> {

    @Override
    public SessionWindowedKStream<K, V> emitStrategy(EmitStrategy emitStrategy) {
        Objects.requireNonNull(emitStrategy, "emitStrategy must not be null");
        return new PlannedSessions<>(
                grouping, windows, emitStrategy.type() == EmitStrategy.StrategyType.ON_WINDOW_CLOSE);
    }

    @Override
    public KTable<Windowed<K>, Long> count(Named named) {
        return counted(named, Materialized.with(null, null));
    }

    @Override
    public KTable<Windowed<K>, Long> count(
            Named named, Materialized<K, Long, SessionStore<Bytes, byte[]>> materialized) {
        grouping.skipNameOfCount(materialized);
        return counted(named, materialized);
    }

    private KTable<Windowed<K>, Long> counted(
            Named named, Materialized<K, Long, SessionStore<Bytes, byte[]>> materialized) {
        return fold(
                "KSTREAM-AGGREGATE-",
                Folds.zero(),
                Folds.plusOne(),
                Folds.sum(),
                Serdes.Long(),
                true,
                named,
                materialized);
    }

    @Override
    public KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Named named, Materialized<K, V, SessionStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(reducer, "reducer must not be null");
        return fold(
                "KSTREAM-REDUCE-",
                Folds.nothing(),
                Folds.reduce(reducer),
                Folds.merge(reducer),
                grouping.stream().valueSerde(),
                false,
                named,
                materialized);
    }

    @Override
    public <A> KTable<Windowed<K>, A> aggregate(
            Initializer<A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            Merger<? super K, A> sessionMerger,
            Named named,
            Materialized<K, A, SessionStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(initializer, "initializer must not be null");
        Objects.requireNonNull(aggregator, "aggregator must not be null");
        Objects.requireNonNull(sessionMerger, "sessionMerger must not be null");
        return fold("KSTREAM-AGGREGATE-", initializer, aggregator, sessionMerger, null, true, named, materialized);
    }

    private <A> KTable<Windowed<K>, A> fold(
            String prefix,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            Merger<? super K, A> merger,
            @Nullable Serde<A> valueSerde,
            boolean ownsValues,
            Named named,
            Materialized<K, A, SessionStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(named, "named must not be null");
        StoreChoice<K, A, ?> choice = StoreChoice.of(
                materialized, grouping.names(), prefix, grouping.stream().keySerde(), valueSerde);
        String name = grouping.names().orNext(named.name(), prefix);
        StoreBuilder<?> store = choice.sessionStore(windows, onClose);
        long closeAfterMs = windows.inactivityGap() + windows.gracePeriodMs();
        long keptBeyondCloseMs = choice.sessionRetentionMs(windows, onClose) - closeAfterMs;
        return grouping.aggregate(
                name,
                choice,
                ownsValues ? grouping.live(store) : store,
                WindowedKeySerde.ofSessions(choice.keySerde()),
                closeAfterMs,
                PlanNode.each(wiring -> new SessionAggregate<>(
                        wiring.keptIn(),
                        windows,
                        initializer,
                        aggregator,
                        merger,
                        new Emission(onClose, keptBeyondCloseMs, wiring.sendsOldValues()))));
    }
}
