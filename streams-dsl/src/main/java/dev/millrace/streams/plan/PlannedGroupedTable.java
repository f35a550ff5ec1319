package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.KGroupedTable;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Reducer;
import dev.millrace.streams.operator.ChangeSerde;
import dev.millrace.streams.operator.TableAggregate;
import dev.millrace.streams.state.KeyValueStore;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A grouped table of a plan. Each aggregation reads the regrouped updates from a repartition topic: one named by the
 * user, for all of them, or one for each, named after its store.
 *
 * <pre>
 *   table ─▶ select (old and new entry) ─▶ sink ─▶ (internal topic, values are changes) ─▶ source ─▶ aggregate
 * </pre>
 */
final class PlannedGroupedTable<K, V> implements KGroupedTable<K, V> {

    private final PlanBuilder plan;
    private final PlanNode select;
    private final @Nullable Serde<K> keySerde;
    private final @Nullable Serde<V> valueSerde;
    private final @Nullable String topicName;
    private PlanNode.@Nullable Repartition shared;

    PlannedGroupedTable(
            PlanBuilder plan,
            PlanNode select,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable String topicName) {
        this.plan = plan;
        this.select = select;
        this.keySerde = keySerde;
        this.valueSerde = valueSerde;
        this.topicName = topicName;
    }

    @Override
    public KTable<K, Long> count(Named named, Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized) {
        return fold(
                "KTABLE-AGGREGATE-",
                Folds.zero(),
                Folds.plusOne(),
                Folds.minusOne(),
                Serdes.Long(),
                named,
                materialized);
    }

    @Override
    public KTable<K, V> reduce(
            Reducer<V> adder,
            Reducer<V> subtractor,
            Named named,
            Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(adder, "adder must not be null");
        Objects.requireNonNull(subtractor, "subtractor must not be null");
        return fold(
                "KTABLE-REDUCE-",
                Folds.nothing(),
                Folds.reduce(adder),
                Folds.reduce(subtractor),
                valueSerde,
                named,
                materialized);
    }

    @Override
    public <A> KTable<K, A> aggregate(
            Initializer<A> initializer,
            Aggregator<? super K, ? super V, A> adder,
            Aggregator<? super K, ? super V, A> subtractor,
            Named named,
            Materialized<K, A, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(initializer, "initializer must not be null");
        Objects.requireNonNull(adder, "adder must not be null");
        Objects.requireNonNull(subtractor, "subtractor must not be null");
        return fold("KTABLE-AGGREGATE-", initializer, adder, subtractor, null, named, materialized);
    }

    private <A> KTable<K, A> fold(
            String prefix,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> adder,
            Aggregator<? super K, ? super V, A> subtractor,
            @Nullable Serde<A> aggregateSerde,
            Named named,
            Materialized<K, A, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(named, "named must not be null");
        Names names = plan.names();
        StoreChoice<K, A, ?> choice =
                StoreChoice.of(materialized, names, "KTABLE-AGGREGATE-", keySerde, aggregateSerde);
        String given = named.name();
        String sink = names.orNext(given == null ? null : given + "-sink", "KSTREAM-SINK-");
        String source = names.orNext(given == null ? null : given + "-source", "KSTREAM-SOURCE-");
        String name = names.orNext(given, prefix);
        PlanNode input = input(choice.name(), sink, source);
        PlanNode step = plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(input.id()),
                PlanNode.each(wiring ->
                        new TableAggregate<>(wiring.keptIn(), initializer, adder, subtractor, wiring.sendsOldValues())),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                PlanNode.Table.keptIn(choice.keyValueStore())));
        return new PlannedTable<>(plan, step, choice.keySerde(), choice.valueSerde(), choice.queryableName());
    }

    private PlanNode input(String storeName, String sink, String source) {
        if (shared != null) {
            return shared;
        }
        PlanNode.Repartition input = plan.add(id -> new PlanNode.Repartition(
                id,
                List.of(select.id()),
                (topicName == null ? storeName : topicName) + "-repartition",
                sink,
                null,
                source,
                keySerde,
                new ChangeSerde<>(valueSerde),
                null,
                OptionalInt.empty(),
                false,
                false));
        if (topicName != null) {
            shared = input;
        }
        return input;
    }
}
