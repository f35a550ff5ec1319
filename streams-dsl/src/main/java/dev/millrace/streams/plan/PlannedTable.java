package dev.millrace.streams.plan;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.KGroupedTable;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Predicate;
import dev.millrace.streams.kstream.SuppressSettings;
import dev.millrace.streams.kstream.Suppressed;
import dev.millrace.streams.kstream.TableJoined;
import dev.millrace.streams.kstream.ValueJoiner;
import dev.millrace.streams.kstream.ValueMapperWithKey;
import dev.millrace.streams.kstream.ValueTransformerWithKeySupplier;
import dev.millrace.streams.operator.TableMap;
import dev.millrace.streams.operator.TableSelect;
import dev.millrace.streams.operator.TableToStream;
import dev.millrace.streams.operator.TableTransform;
import dev.millrace.streams.operator.TableView;
import dev.millrace.streams.plan.PlanNode.Trait;
import dev.millrace.streams.plan.TableTableJoinVerb.Kind;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.StoreBuilder;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A table of a plan: the step that makes it, what is known of its serdes, the store's name if the user gave one, and
 * the grace of its windows if it is windowed: until their end and grace, what {@code suppress} waits for.
 */
record PlannedTable<K, V>(
        PlanBuilder plan,
        PlanNode node,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        @Nullable String queryableStoreName,
        @Nullable Long graceMs)
        implements KTable<K, V> {

    /** A table of plain keys. */
    PlannedTable(
            PlanBuilder plan,
            PlanNode node,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            @Nullable String queryableStoreName) {
        this(plan, node, keySerde, valueSerde, queryableStoreName, null);
    }

    @Override
    public KTable<K, V> filter(Predicate<? super K, ? super V> predicate, Named named) {
        return filtered(predicate, false, named, null);
    }

    @Override
    public KTable<K, V> filter(
            Predicate<? super K, ? super V> predicate,
            Named named,
            Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return filtered(predicate, false, named, required(materialized, "materialized"));
    }

    @Override
    public KTable<K, V> filterNot(Predicate<? super K, ? super V> predicate, Named named) {
        return filtered(predicate, true, named, null);
    }

    @Override
    public KTable<K, V> filterNot(
            Predicate<? super K, ? super V> predicate,
            Named named,
            Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return filtered(predicate, true, named, required(materialized, "materialized"));
    }

    private KTable<K, V> filtered(
            Predicate<? super K, ? super V> predicate,
            boolean negate,
            Named named,
            @Nullable Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        required(predicate, "predicate");
        return derived(
                "KTABLE-FILTER-",
                Attached.with(Trait.TAKES_OLD_VALUES, Trait.PASSES_HISTORY),
                named,
                materialized,
                keySerde,
                valueSerde,
                PlanNode.each(wiring -> TableMap.<K, V>filter(
                        predicate, negate, wiring.getsHistory(), wiring.storeName(), wiring.sendsOldValues())),
                above -> PlannedTable.<K, V>typed(above.get(0)).filtered(predicate, negate));
    }

    @Override
    public <V2> KTable<K, V2> mapValues(ValueMapperWithKey<? super K, ? super V, ? extends V2> mapper, Named named) {
        return mapped(mapper, named, null);
    }

    @Override
    public <V2> KTable<K, V2> mapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends V2> mapper,
            Named named,
            Materialized<K, V2, KeyValueStore<Bytes, byte[]>> materialized) {
        return mapped(mapper, named, required(materialized, "materialized"));
    }

    private <V2> KTable<K, V2> mapped(
            ValueMapperWithKey<? super K, ? super V, ? extends V2> mapper,
            Named named,
            @Nullable Materialized<K, V2, KeyValueStore<Bytes, byte[]>> materialized) {
        required(mapper, "mapper");
        return derived(
                "KTABLE-MAPVALUES-",
                Attached.with(Trait.PASSES_HISTORY),
                named,
                materialized,
                keySerde,
                null,
                PlanNode.each(
                        wiring -> TableMap.<K, V, V2>mapValues(mapper, wiring.storeName(), wiring.sendsOldValues())),
                above -> PlannedTable.<K, V>typed(above.get(0)).<V2>mapped(mapper));
    }

    @Override
    public <V2> KTable<K, V2> transformValues(
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends V2> transformerSupplier,
            Named named,
            String... stateStoreNames) {
        return transformed(transformerSupplier, named, null, stateStoreNames);
    }

    @Override
    public <V2> KTable<K, V2> transformValues(
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends V2> transformerSupplier,
            Materialized<K, V2, KeyValueStore<Bytes, byte[]>> materialized,
            Named named,
            String... stateStoreNames) {
        return transformed(transformerSupplier, named, required(materialized, "materialized"), stateStoreNames);
    }

    private <V2> KTable<K, V2> transformed(
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends V2> supplier,
            Named named,
            @Nullable Materialized<K, V2, KeyValueStore<Bytes, byte[]>> materialized,
            String... stateStoreNames) {
        required(supplier, "transformerSupplier");
        List<String> uses = List.of(required(stateStoreNames, "stateStoreNames"));
        Set<StoreBuilder<?>> brought = supplier.stores();
        List<StoreBuilder<?>> stores = brought == null ? List.of() : List.copyOf(brought);
        List<String> all = Stream.concat(uses.stream(), stores.stream().map(StoreBuilder::name))
                .toList();
        return derived(
                "KTABLE-TRANSFORMVALUES-",
                new Attached(Set.of(Trait.PASSES_HISTORY), stores, uses, false),
                named,
                materialized,
                keySerde,
                null,
                PlanNode.each(
                        wiring -> new TableTransform<K, V, V2>(supplier, wiring.storeName(), wiring.sendsOldValues())),
                above -> TableTransform.<K, V, V2>view(typed(above.get(0)), all, supplier));
    }

    /**
     * What an operator has beside its table: traits, stores that it brings, names of stores that it uses.
     *
     * @param numbered whether a store without a name takes a number of the generated names, though it is not made
     */
    private record Attached(Set<Trait> traits, List<StoreBuilder<?>> stores, List<String> uses, boolean numbered) {
        static Attached with(Trait... traits) {
            return new Attached(Set.of(traits), List.of(), List.of(), true);
        }
    }

    /** A table that is computed from this one, and kept if the user names a store. */
    private <V2> KTable<K, V2> derived(
            String prefix,
            Attached attached,
            Named named,
            @Nullable Materialized<K, V2, KeyValueStore<Bytes, byte[]>> materialized,
            @Nullable Serde<K> keys,
            @Nullable Serde<V2> values,
            PlanNode.Factory factory,
            PlanNode.Derivation derivation) {
        StoreChoice<K, V2, ?> choice = materialized == null
                ? null
                : StoreChoice.of(materialized, plan.names(), attached.numbered() ? prefix : null, keys, values);
        String name = plan.names().orNext(required(named, "named").name(), prefix);
        StoreBuilder<?> store = choice != null && choice.named() ? choice.keyValueStore() : null;
        PlanNode step = plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(node.id()),
                factory,
                attached.traits(),
                attached.stores(),
                attached.uses(),
                List.of(),
                PlanNode.Table.derived(store, derivation)));
        return new PlannedTable<>(
                plan,
                step,
                choice == null ? keys : choice.keySerde(),
                choice == null ? values : choice.valueSerde(),
                choice == null ? null : choice.queryableName(),
                graceMs);
    }

    /** How far back the table remembers; empty if it has no history. */
    OptionalLong historyRetentionMs() {
        return History.retentionMs(plan::node, node.id());
    }

    @SuppressWarnings("unchecked") // the view is the one of the table that this verb was called on
    private static <K, V> TableView<K, V> typed(TableView<?, ?> view) {
        return (TableView<K, V>) view;
    }

    @Override
    public KStream<K, V> toStream(Named named) {
        return stream(named);
    }

    private PlannedStream<K, V> stream(Named named) {
        String name = plan.names().orNext(required(named, "named").name(), "KTABLE-TOSTREAM-");
        PlanNode step = plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(node.id()),
                PlanNode.each(wiring -> new TableToStream<K, V>()),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                null));
        return new PlannedStream<>(plan, step, keySerde, valueSerde, false);
    }

    @Override
    public KTable<K, V> suppress(Suppressed<? super K> suppressed) {
        return new SuppressVerb<>(this, SuppressSettings.of(required(suppressed, "suppressed"))).suppressed();
    }

    @Override
    public <K2, V2> KGroupedTable<K2, V2> groupBy(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends K2, ? extends V2>> selector,
            Grouped<K2, V2> grouped) {
        required(selector, "selector");
        String name = plan.names().orNext(required(grouped, "grouped").name(), "KTABLE-SELECT-");
        PlanNode step = plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(node.id()),
                PlanNode.each(wiring -> new TableSelect<K, V, K2, V2>(selector)),
                Set.of(Trait.CHANGES_KEYS, Trait.CHANGES_VALUES, Trait.NEEDS_OLD_VALUES),
                List.of(),
                List.of(),
                List.of(),
                null));
        return new PlannedGroupedTable<>(plan, step, grouped.keySerde(), grouped.valueSerde(), grouped.name());
    }

    @Override
    public <O, R> KTable<K, R> join(
            KTable<K, O> other, ValueJoiner<? super V, ? super O, ? extends R> joiner, Named named) {
        return joined(other, Kind.INNER, joiner, named, null);
    }

    @Override
    public <O, R> KTable<K, R> join(
            KTable<K, O> other,
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            Named named,
            Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        return joined(other, Kind.INNER, joiner, named, required(materialized, "materialized"));
    }

    @Override
    public <O, R> KTable<K, R> leftJoin(
            KTable<K, O> other, ValueJoiner<? super V, ? super O, ? extends R> joiner, Named named) {
        return joined(other, Kind.LEFT, joiner, named, null);
    }

    @Override
    public <O, R> KTable<K, R> leftJoin(
            KTable<K, O> other,
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            Named named,
            Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        return joined(other, Kind.LEFT, joiner, named, required(materialized, "materialized"));
    }

    @Override
    public <O, R> KTable<K, R> outerJoin(
            KTable<K, O> other, ValueJoiner<? super V, ? super O, ? extends R> joiner, Named named) {
        return joined(other, Kind.OUTER, joiner, named, null);
    }

    @Override
    public <O, R> KTable<K, R> outerJoin(
            KTable<K, O> other,
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            Named named,
            Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        return joined(other, Kind.OUTER, joiner, named, required(materialized, "materialized"));
    }

    @Override
    public <R, F, O> KTable<K, R> join(
            KTable<F, O> other,
            BiFunction<? super K, ? super V, ? extends F> foreignKeyExtractor,
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            TableJoined<K, F> tableJoined,
            Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        return foreignKeyJoin(other, foreignKeyExtractor, tableJoined).inner(required(joiner, "joiner"), materialized);
    }

    @Override
    public <R, F, O> KTable<K, R> leftJoin(
            KTable<F, O> other,
            BiFunction<? super K, ? super V, ? extends F> foreignKeyExtractor,
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            TableJoined<K, F> tableJoined,
            Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        return foreignKeyJoin(other, foreignKeyExtractor, tableJoined).left(required(joiner, "joiner"), materialized);
    }

    private <F, O> ForeignKeyJoinVerb<K, V, F, O> foreignKeyJoin(
            KTable<F, O> other,
            BiFunction<? super K, ? super V, ? extends F> foreignKeyExtractor,
            TableJoined<K, F> tableJoined) {
        return new ForeignKeyJoinVerb<>(
                this,
                ofThisProgram(other),
                required(foreignKeyExtractor, "foreignKeyExtractor"),
                required(tableJoined, "tableJoined"));
    }

    private <O, R> KTable<K, R> joined(
            KTable<K, O> other,
            Kind kind,
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            Named named,
            @Nullable Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        return new TableTableJoinVerb<K, V, O, R>(this, ofThisProgram(other), kind, required(joiner, "joiner"))
                .named(required(named, "named").name(), materialized);
    }

    private <F, O> PlannedTable<F, O> ofThisProgram(KTable<F, O> other) {
        if (required(other, "other") instanceof PlannedTable<F, O> planned && planned.plan == plan) {
            return planned;
        }
        throw Strangers.refused("table", other, node);
    }

    private static <T> T required(T argument, String what) {
        return Objects.requireNonNull(argument, () -> what + " must not be null");
    }
}
