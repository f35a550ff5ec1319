package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.GlobalKTable;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.ValueJoinerWithKey;
import dev.millrace.streams.operator.DelayedJoin;
import dev.millrace.streams.operator.StreamTableJoin;
import dev.millrace.streams.plan.PlanNode.Trait;
import dev.millrace.streams.state.StoreBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Plans the join of a stream with a table: one step that reads the table as it processes the stream. A stream whose
 * keys may have changed is repartitioned first. With a grace period the step has a buffer, and the table must have a
 * history.
 */
final class TableJoinVerb {

    private TableJoinVerb() {}

    static <K, V, T, Out> KStream<K, Out> withTable(
            PlannedStream<K, V> stream,
            KTable<K, T> table,
            ValueJoinerWithKey<? super K, ? super V, ? super T, ? extends Out> joiner,
            Joined<K, V, T> joined,
            boolean left) {
        if (!(table instanceof PlannedTable<K, T> planned) || planned.plan() != stream.plan()) {
            throw Strangers.refused("table", Objects.requireNonNull(table, "table must not be null"), stream.node());
        }
        Duration grace = joined.gracePeriod();
        if (grace != null) {
            requireHistory(stream, planned, grace.toMillis());
        }
        String given = joined.name();
        Serde<K> keySerde = joined.keySerde() == null ? stream.keySerde() : joined.keySerde();
        Serde<V> valueSerde = joined.leftValueSerde() == null ? stream.valueSerde() : joined.leftValueSerde();
        PlannedStream<K, V> input = stream.keysChanged()
                ? stream.repartitioned(given == null ? stream.node().name() : given, keySerde, valueSerde, true)
                : stream;
        Function<PlanNode.Wiring, StreamTableJoin<K, V, K, T, Out>> join =
                wiring -> new StreamTableJoin<>(wiring.table(), (key, value) -> key, joiner, left);
        String name = stream.plan().names().orNext(given, left ? "KSTREAM-LEFTJOIN-" : "KSTREAM-JOIN-");
        String bufferName = name + "-Buffer";
        return joinStep(
                input,
                planned.node().id(),
                name,
                grace == null
                        ? PlanNode.each(join::apply)
                        : PlanNode.each(wiring -> new DelayedJoin<>(join.apply(wiring), bufferName, grace.toMillis())),
                left
                        ? Set.of(Trait.CHANGES_VALUES, Trait.NEEDS_COPARTITIONING, Trait.TELLS_NULL_KEYS)
                        : Set.of(Trait.CHANGES_VALUES, Trait.NEEDS_COPARTITIONING),
                grace == null ? List.of() : List.of(Buffers.stream(bufferName, keySerde, valueSerde)),
                keySerde);
    }

    /** A record that waits must still find what was valid at its time. */
    private static void requireHistory(PlannedStream<?, ?> stream, PlannedTable<?, ?> table, long graceMs) {
        OptionalLong retentionMs = table.historyRetentionMs();
        if (retentionMs.isEmpty()) {
            throw new IllegalArgumentException(
                    "The join of " + stream.node().name() + " has a grace period of " + graceMs
                            + " ms, but the table " + table.node().name()
                            + " has no history to look into. Keep it in a versioned"
                            + " store (Materialized.as(Stores.persistentVersionedKeyValueStore(...))), or leave out"
                            + " Joined.withGracePeriod.");
        }
        if (retentionMs.getAsLong() < graceMs) {
            throw new IllegalArgumentException("The join of " + stream.node().name() + " has a grace period of "
                    + graceMs
                    + " ms, but the history of the table " + table.node().name() + " reaches back "
                    + retentionMs.getAsLong()
                    + " ms only. Raise the history retention of its versioned store to the grace"
                    + " period at least, or shorten that.");
        }
    }

    static <K, V, GK, GV, Out> KStream<K, Out> withGlobal(
            PlannedStream<K, V> stream,
            GlobalKTable<GK, GV> table,
            KeyValueMapper<? super K, ? super V, ? extends GK> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GV, ? extends Out> joiner,
            Named named,
            boolean left) {
        if (!(table instanceof PlannedGlobalTable<GK, GV> planned) || planned.plan() != stream.plan()) {
            throw Strangers.refused(
                    "global table", Objects.requireNonNull(table, "globalTable must not be null"), stream.node());
        }
        PlanNode.Factory factory = PlanNode.each(
                wiring -> new StreamTableJoin<K, V, GK, GV, Out>(wiring.table(), keySelector, joiner, left));
        // An inner join, too, is a left join by its name: so that generated names are those of Kafka Streams.
        return joinStep(
                stream,
                planned.node(),
                stream.plan().names().orNext(named.name(), "KSTREAM-LEFTJOIN-"),
                factory,
                left ? Set.of(Trait.CHANGES_VALUES, Trait.TELLS_NULL_KEYS) : Set.of(Trait.CHANGES_VALUES),
                List.of(),
                stream.keySerde());
    }

    private static <K, V, Out> KStream<K, Out> joinStep(
            PlannedStream<K, V> input,
            int table,
            String name,
            PlanNode.Factory factory,
            Set<Trait> traits,
            List<StoreBuilder<?>> stores,
            @Nullable Serde<K> keySerde) {
        PlanNode step = input.plan()
                .add(id -> new PlanNode.Operator(
                        id,
                        name,
                        List.of(input.node().id()),
                        factory,
                        traits,
                        stores,
                        List.of(),
                        List.of(table),
                        null));
        return new PlannedStream<>(input.plan(), step, keySerde, null, input.keysChanged());
    }
}
