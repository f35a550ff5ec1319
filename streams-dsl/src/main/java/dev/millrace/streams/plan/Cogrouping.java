package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.operator.Stateless;
import dev.millrace.streams.plan.PlanNode.Trait;
import dev.millrace.streams.state.StoreBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Adds the steps of an aggregation over several grouped streams, which share one store.
 *
 * <pre>
 *   stream a ─▶ (repartition) ─▶ aggregate 0 ─┐
 *                                             ├─▶ merge     the store is the table of each of them
 *   stream b ─▶ (repartition) ─▶ aggregate 1 ─┘
 * </pre>
 *
 * <p>A stream whose keys may have changed is repartitioned once for all aggregations of one cogroup, under the name
 * that the user gave its grouping, or that of the store.
 */
final class Cogrouping<K, A> {

    private final PlanBuilder plan;
    private final Map<Grouping<K, ?>, Aggregator<? super K, Object, A>> aggregators = new LinkedHashMap<>();
    private final Map<Grouping<K, ?>, PlannedStream<K, ?>> inputs = new HashMap<>();

    Cogrouping(PlanBuilder plan) {
        this.plan = plan;
    }

    Names names() {
        return plan.names();
    }

    /** The serde for keys of the first stream that has one. */
    @Nullable
    Serde<K> keySerde() {
        return aggregators.keySet().stream()
                .map(grouping -> grouping.stream().keySerde())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @SuppressWarnings("unchecked") // an aggregator gets values of the stream that it came with
    <V> void add(Grouping<K, V> grouping, Aggregator<? super K, ? super V, A> aggregator) {
        if (grouping.stream().plan() != plan) {
            throw stranger(grouping.stream());
        }
        aggregators.put(grouping, (Aggregator<? super K, Object, A>) aggregator);
    }

    /** The refusal of a grouped stream that another builder made. */
    TopologyException stranger(Object other) {
        return Strangers.refused(
                "grouped stream",
                other,
                aggregators.keySet().iterator().next().stream().node());
    }

    /**
     * Lets the values of the store stay live objects, if that is safe for what each stream adds; see
     * {@link Grouping#live}.
     */
    StoreBuilder<?> live(StoreBuilder<?> store) {
        boolean fresh = aggregators.keySet().stream().allMatch(Grouping::isFresh);
        return fresh ? aggregators.keySet().iterator().next().live(store) : store;
    }

    /**
     * Adds the steps.
     *
     * @param graceMs the time for which a window takes late records, beyond its end; null without windows
     * @param fold the operator of one stream, for its aggregator
     */
    <K2> KTable<K2, A> aggregate(
            Named named,
            StoreChoice<K, A, ?> choice,
            StoreBuilder<?> store,
            @Nullable Serde<K2> keySerde,
            @Nullable Long graceMs,
            Function<Aggregator<? super K, Object, A>, PlanNode.Factory> fold) {
        String given = Objects.requireNonNull(named, "named must not be null").name();
        aggregators.keySet().forEach(grouping -> read(grouping, choice.name()));
        List<Integer> steps = new ArrayList<>();
        aggregators.forEach((grouping, aggregator) -> {
            String name = names().orNext(
                            given == null ? null : given + "-cogroup-agg-" + steps.size(), "COGROUPKSTREAM-AGGREGATE-");
            int input = Objects.requireNonNull(inputs.get(grouping)).node().id();
            steps.add(add(name, List.of(input), fold.apply(aggregator), Set.of(), PlanNode.Table.keptIn(store))
                    .id());
        });
        String mergeName = names().orNext(given == null ? null : given + "-cogroup-merge", "COGROUPKSTREAM-MERGE-");
        PlanNode merge = add(
                mergeName,
                steps,
                wiring -> Stateless.passThrough(),
                Set.of(Trait.NEEDS_COPARTITIONING, Trait.PASSES_HISTORY),
                PlanNode.Table.derived(null, above -> above.get(0)));
        return new PlannedTable<>(plan, merge, keySerde, choice.valueSerde(), choice.queryableName(), graceMs);
    }

    private <V> void read(Grouping<K, V> grouping, String storeName) {
        PlannedStream<K, V> stream = grouping.stream();
        if (!stream.keysChanged()) {
            inputs.put(grouping, stream);
        } else if (inputs.containsKey(grouping)) {
            Repartitions.skipNames(names());
        } else {
            inputs.put(
                    grouping,
                    stream.repartitioned(grouping.topicBase(storeName), stream.keySerde(), stream.valueSerde(), false));
        }
    }

    private PlanNode add(
            String name, List<Integer> parents, PlanNode.Factory factory, Set<Trait> traits, PlanNode.Table table) {
        return plan.add(id ->
                new PlanNode.Operator(id, name, parents, factory, traits, List.of(), List.of(), List.of(), table));
    }
}
