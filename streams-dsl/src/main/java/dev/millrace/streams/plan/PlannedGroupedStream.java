package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.CogroupedKStream;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.KGroupedStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Reducer;
import dev.millrace.streams.kstream.SessionWindowedKStream;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.SlidingWindows;
import dev.millrace.streams.kstream.TimeWindowedKStream;
import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.kstream.Windows;
import dev.millrace.streams.operator.StreamAggregate;
import dev.millrace.streams.state.KeyValueStore;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A grouped stream of a plan. */
final class PlannedGroupedStream<K, V> implements KGroupedStream<K, V> {

    private final Grouping<K, V> grouping;

    PlannedGroupedStream(PlannedStream<K, V> stream, @Nullable String topicName) {
        this.grouping = new Grouping<>(stream, topicName);
    }

    Grouping<K, V> grouping() {
        return grouping;
    }

    @Override
    public <A> CogroupedKStream<K, A> cogroup(Aggregator<? super K, ? super V, A> aggregator) {
        return PlannedCogroup.of(grouping, aggregator);
    }

    @Override
    public KTable<K, Long> count(Named named) {
        return counted(named, Materialized.with(null, null));
    }

    @Override
    public KTable<K, Long> count(Named named, Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized) {
        grouping.skipNameOfCount(materialized);
        return counted(named, materialized);
    }

    private KTable<K, Long> counted(Named named, Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized) {
        return fold("KSTREAM-AGGREGATE-", Folds.zero(), Folds.plusOne(), Serdes.Long(), true, named, materialized);
    }

    @Override
    public KTable<K, V> reduce(
            Reducer<V> reducer, Named named, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(reducer, "reducer must not be null");
        return fold(
                "KSTREAM-REDUCE-",
                Folds.nothing(),
                Folds.reduce(reducer),
                grouping.stream().valueSerde(),
                false,
                named,
                materialized);
    }

    @Override
    public <A> KTable<K, A> aggregate(
            Initializer<A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            Named named,
            Materialized<K, A, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(initializer, "initializer must not be null");
        Objects.requireNonNull(aggregator, "aggregator must not be null");
        return fold("KSTREAM-AGGREGATE-", initializer, aggregator, null, true, named, materialized);
    }

    private <A> KTable<K, A> fold(
            String prefix,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            @Nullable Serde<A> valueSerde,
            boolean ownsValues,
            Named named,
            Materialized<K, A, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(named, "named must not be null");
        StoreChoice<K, A, ?> choice = StoreChoice.of(
                materialized, grouping.names(), prefix, grouping.stream().keySerde(), valueSerde);
        String name = grouping.names().orNext(named.name(), prefix);
        return grouping.aggregate(
                name,
                choice,
                ownsValues ? grouping.live(choice.keyValueStore()) : choice.keyValueStore(),
                choice.keySerde(),
                null,
                PlanNode.each(wiring ->
                        new StreamAggregate<>(wiring.keptIn(), initializer, aggregator, wiring.sendsOldValues())));
    }

    @Override
    public <W extends Window> TimeWindowedKStream<K, V> windowedBy(Windows<W> windows) {
        return by(new WindowKind.Time(Objects.requireNonNull(windows, "windows must not be null")));
    }

    @Override
    public TimeWindowedKStream<K, V> windowedBy(SlidingWindows windows) {
        return by(new WindowKind.Sliding(Objects.requireNonNull(windows, "windows must not be null")));
    }

    private TimeWindowedKStream<K, V> by(WindowKind windows) {
        return new PlannedTimeWindows<>(grouping, windows, false);
    }

    @Override
    public SessionWindowedKStream<K, V> windowedBy(SessionWindows windows) {
        return new PlannedSessions<>(grouping, Objects.requireNonNull(windows, "windows must not be null"), false);
    }
}
