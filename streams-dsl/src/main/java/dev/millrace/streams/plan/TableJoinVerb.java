package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.GlobalKTable;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.ValueJoinerWithKey;
import dev.millrace.streams.operator.StreamTableJoin;
import dev.millrace.streams.plan.PlanNode.Trait;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Plans the join of a stream with a table: one step that reads the table as it processes the stream. A stream whose keys may
 * have changed is repartitioned first.
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
        if (joined.gracePeriod() != null) {
            throw new TopologyException(
                    "A grace period for the join of " + stream.node().name()
                            + " needs a table on a versioned store, which Millrace does not have: versioned stores are for processors."
                            + " Leave out Joined.withGracePeriod.");
        }
        String given = joined.name();
        Serde<K> keySerde = joined.keySerde() == null ? stream.keySerde() : joined.keySerde();
        Serde<V> valueSerde = joined.leftValueSerde() == null ? stream.valueSerde() : joined.leftValueSerde();
        PlannedStream<K, V> input = stream.keysChanged()
                ? stream.repartitioned(given == null ? stream.node().name() : given, keySerde, valueSerde, true)
                : stream;
        PlanNode.Factory factory = PlanNode.each(
                wiring -> new StreamTableJoin<K, V, K, T, Out>(wiring.table(), (key, value) -> key, joiner, left));
        return joinStep(
                input,
                planned.node().id(),
                given,
                left ? "KSTREAM-LEFTJOIN-" : "KSTREAM-JOIN-",
                factory,
                left
                        ? Set.of(Trait.CHANGES_VALUES, Trait.NEEDS_COPARTITIONING, Trait.TELLS_NULL_KEYS)
                        : Set.of(Trait.CHANGES_VALUES, Trait.NEEDS_COPARTITIONING),
                keySerde);
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
        KStream<K, Out> result = joinStep(
                stream,
                planned.node(),
                named.name(),
                "KSTREAM-LEFTJOIN-", // inner joins, too: so that generated names are those of Kafka Streams
                factory,
                left ? Set.of(Trait.CHANGES_VALUES, Trait.TELLS_NULL_KEYS) : Set.of(Trait.CHANGES_VALUES),
                stream.keySerde());
        return result;
    }

    private static <K, V, Out> KStream<K, Out> joinStep(
            PlannedStream<K, V> input,
            int table,
            @Nullable String given,
            String prefix,
            PlanNode.Factory factory,
            Set<Trait> traits,
            @Nullable Serde<K> keySerde) {
        String name = input.plan().names().orNext(given, prefix);
        PlanNode step = input.plan()
                .add(id -> new PlanNode.Operator(
                        id,
                        name,
                        List.of(input.node().id()),
                        factory,
                        traits,
                        List.of(),
                        List.of(),
                        List.of(table),
                        null));
        return new PlannedStream<>(input.plan(), step, keySerde, null, input.keysChanged());
    }
}
