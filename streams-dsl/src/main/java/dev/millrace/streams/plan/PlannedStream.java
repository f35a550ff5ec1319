package dev.millrace.streams.plan;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.BranchedKStream;
import dev.millrace.streams.kstream.ForeachAction;
import dev.millrace.streams.kstream.GlobalKTable;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KGroupedStream;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Predicate;
import dev.millrace.streams.kstream.Printed;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.Repartitioned;
import dev.millrace.streams.kstream.StreamJoined;
import dev.millrace.streams.kstream.ValueJoinerWithKey;
import dev.millrace.streams.kstream.ValueMapperWithKey;
import dev.millrace.streams.kstream.WindowedSerializer;
import dev.millrace.streams.operator.FixedKeys;
import dev.millrace.streams.operator.PrintRecords;
import dev.millrace.streams.operator.Stateless;
import dev.millrace.streams.operator.TableSource;
import dev.millrace.streams.operator.WindowedPartitioner;
import dev.millrace.streams.plan.PlanNode.Trait;
import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.processor.TopicNameExtractor;
import dev.millrace.streams.processor.api.FixedKeyProcessorSupplier;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.topology.TopologyBuilder;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a plan: the step that makes it, what is known of its serdes, and whether its keys may have changed since
 * its records were last read from a topic.
 */
record PlannedStream<K, V>(
        PlanBuilder plan,
        PlanNode node,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        boolean keysChanged)
        implements KStream<K, V> {

    private static final Set<Trait> KEYS = Set.of(Trait.CHANGES_KEYS);
    private static final Set<Trait> VALUES = Set.of(Trait.CHANGES_VALUES);
    private static final Set<Trait> BOTH = Set.of(Trait.CHANGES_KEYS, Trait.CHANGES_VALUES);

    @Override
    public KStream<K, V> filter(Predicate<? super K, ? super V> predicate, Named named) {
        required(predicate, "predicate");
        return same(step(named, "KSTREAM-FILTER-", Stateless.filter(predicate, false), Set.of()));
    }

    @Override
    public KStream<K, V> filterNot(Predicate<? super K, ? super V> predicate, Named named) {
        required(predicate, "predicate");
        return same(step(named, "KSTREAM-FILTER-", Stateless.filter(predicate, true), Set.of()));
    }

    @Override
    public <K2> KStream<K2, V> selectKey(KeyValueMapper<? super K, ? super V, ? extends K2> mapper, Named named) {
        required(mapper, "mapper");
        return rekeyed(named, mapper);
    }

    <K2> PlannedStream<K2, V> rekeyed(Named named, KeyValueMapper<? super K, ? super V, ? extends K2> mapper) {
        PlanNode step = step(named, "KSTREAM-KEY-SELECT-", Stateless.selectKey(mapper), KEYS);
        return new PlannedStream<>(plan, step, null, valueSerde, true);
    }

    @Override
    public <K2, V2> KStream<K2, V2> map(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends K2, ? extends V2>> mapper, Named named) {
        required(mapper, "mapper");
        return new PlannedStream<>(plan, step(named, "KSTREAM-MAP-", Stateless.map(mapper), BOTH), null, null, true);
    }

    @Override
    public <V2> KStream<K, V2> mapValues(ValueMapperWithKey<? super K, ? super V, ? extends V2> mapper, Named named) {
        required(mapper, "mapper");
        return withValues(step(named, "KSTREAM-MAPVALUES-", Stateless.mapValues(mapper), VALUES));
    }

    @Override
    public <K2, V2> KStream<K2, V2> flatMap(
            KeyValueMapper<? super K, ? super V, ? extends Iterable<? extends KeyValue<? extends K2, ? extends V2>>>
                    mapper,
            Named named) {
        required(mapper, "mapper");
        PlanNode step = step(named, "KSTREAM-FLATMAP-", Stateless.flatMap(mapper), BOTH);
        return new PlannedStream<>(plan, step, null, null, true);
    }

    @Override
    public <V2> KStream<K, V2> flatMapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends Iterable<? extends V2>> mapper, Named named) {
        required(mapper, "mapper");
        return withValues(step(named, "KSTREAM-FLATMAPVALUES-", Stateless.flatMapValues(mapper), VALUES));
    }

    @Override
    public void print(Printed<K, V> printed) {
        required(printed, "printed");
        String label = printed.label() == null ? node.name() : printed.label();
        String name = plan.names().orNext(printed.name(), "KSTREAM-PRINTER-");
        step(name, PrintRecords.to(printed.outputStream(), label, printed.mapper()), Set.of());
    }

    @Override
    public void foreach(ForeachAction<? super K, ? super V> action, Named named) {
        required(action, "action");
        step(named, "KSTREAM-FOREACH-", Stateless.foreach(action), Set.of());
    }

    @Override
    public KStream<K, V> peek(ForeachAction<? super K, ? super V> action, Named named) {
        required(action, "action");
        return same(step(named, "KSTREAM-PEEK-", Stateless.peek(action), Set.of()));
    }

    @Override
    public BranchedKStream<K, V> split(Named named) {
        return new PlannedBranches<>(this, required(named, "named").name());
    }

    @Override
    public KStream<K, V> merge(KStream<K, V> stream, Named named) {
        PlannedStream<K, V> other = of(stream);
        String name = plan.names().orNext(required(named, "named").name(), "KSTREAM-MERGE-");
        PlanNode step = plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(node.id(), other.node.id()),
                wiring -> Stateless.passThrough(),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                null));
        return new PlannedStream<>(plan, step, null, null, keysChanged || other.keysChanged);
    }

    @Override
    public KStream<K, V> repartition(Repartitioned<K, V> repartitioned) {
        required(repartitioned, "repartitioned");
        String given = repartitioned.name();
        String base = given == null ? plan.names().next("KSTREAM-REPARTITION-") : given;
        Serde<K> keys = repartitioned.keySerde() == null ? keySerde : repartitioned.keySerde();
        Serde<V> values = repartitioned.valueSerde() == null ? valueSerde : repartitioned.valueSerde();
        Integer partitions = repartitioned.numberOfPartitions();
        PlanNode.Repartition step = Repartitions.forUser(
                this,
                base,
                keys,
                values,
                repartitioned.streamPartitioner(),
                partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions));
        return new PlannedStream<>(plan, step, keys, values, false);
    }

    @Override
    public void to(String topic, Produced<K, V> produced) {
        required(topic, "topic");
        sink(topic, null, produced);
    }

    @Override
    public void to(TopicNameExtractor<K, V> topicExtractor, Produced<K, V> produced) {
        required(topicExtractor, "topicExtractor");
        sink(null, topicExtractor, produced);
    }

    private void sink(@Nullable String topic, @Nullable TopicNameExtractor<K, V> extractor, Produced<K, V> produced) {
        required(produced, "produced");
        String name = plan.names().orNext(produced.name(), "KSTREAM-SINK-");
        Serde<K> keys = produced.keySerde() == null ? keySerde : produced.keySerde();
        Serde<V> values = produced.valueSerde() == null ? valueSerde : produced.valueSerde();
        Serializer<K> keySerializer = keys == null ? null : keys.serializer();
        StreamPartitioner<? super K, ? super V> partitioner = produced.streamPartitioner();
        plan.add(id -> new PlanNode.Sink(
                id,
                name,
                List.of(node.id()),
                topic,
                extractor,
                keySerializer,
                values == null ? null : values.serializer(),
                partitioner == null && keySerializer instanceof WindowedSerializer<?> windowed
                        ? new WindowedPartitioner<>(windowed)
                        : partitioner));
    }

    @Override
    public KTable<K, V> toTable(Named named, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        String name = plan.names().orNext(required(named, "named").name(), "KSTREAM-TOTABLE-");
        StoreChoice<K, V, KeyValueStore<Bytes, byte[]>> choice =
                StoreChoice.of(materialized, plan.names(), "KSTREAM-TOTABLE-", keySerde, valueSerde);
        PlannedStream<K, V> input =
                keysChanged ? repartitioned(name, choice.keySerde(), choice.valueSerde(), false) : this;
        PlanNode step = plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(input.node.id()),
                PlanNode.each(wiring -> new TableSource<>(wiring.storeName(), wiring.sendsOldValues())),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                PlanNode.Table.beginning(choice.keyValueStore(), choice.named(), null)));
        return new PlannedTable<>(plan, step, choice.keySerde(), choice.valueSerde(), choice.queryableName());
    }

    /**
     * This stream after an internal topic named after the base; all joins that the user has not named read the same
     * topic.
     */
    PlannedStream<K, V> repartitioned(
            String base, @Nullable Serde<K> keys, @Nullable Serde<V> values, boolean forJoin) {
        PlanNode.Repartition again = forJoin && base.equals(node.name()) ? plan.repartitionForJoinOf(node.id()) : null;
        if (again == null) {
            return new PlannedStream<>(
                    plan, Repartitions.forVerb(this, base, keys, values, forJoin), keys, values, false);
        }
        Repartitions.skipNames(plan.names());
        return new PlannedStream<>(plan, again, keys, values, false);
    }

    @Override
    public <K2> KGroupedStream<K2, V> groupBy(KeyValueMapper<? super K, ? super V, K2> mapper, Grouped<K2, V> grouped) {
        required(mapper, "mapper");
        String name = plan.names().orNext(required(grouped, "grouped").name(), "KSTREAM-KEY-SELECT-");
        PlanNode step = step(name, Stateless.selectKey(mapper), KEYS);
        return new PlannedGroupedStream<>(
                new PlannedStream<>(
                        plan,
                        step,
                        grouped.keySerde(),
                        grouped.valueSerde() == null ? valueSerde : grouped.valueSerde(),
                        true),
                grouped.name());
    }

    @Override
    public KGroupedStream<K, V> groupByKey(Grouped<K, V> grouped) {
        required(grouped, "grouped");
        return new PlannedGroupedStream<>(
                new PlannedStream<>(
                        plan,
                        node,
                        grouped.keySerde() == null ? keySerde : grouped.keySerde(),
                        grouped.valueSerde() == null ? valueSerde : grouped.valueSerde(),
                        keysChanged),
                grouped.name());
    }

    @Override
    public <R, Out> KStream<K, Out> join(
            KStream<K, R> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super R, ? extends Out> joiner,
            JoinWindows windows,
            StreamJoined<K, V, R> streamJoined) {
        return new StreamJoinVerb<>(this, of(rightStream), StreamJoinVerb.Kind.INNER, windows, streamJoined)
                .with(required(joiner, "joiner"));
    }

    @Override
    public <R, Out> KStream<K, Out> leftJoin(
            KStream<K, R> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super R, ? extends Out> joiner,
            JoinWindows windows,
            StreamJoined<K, V, R> streamJoined) {
        return new StreamJoinVerb<>(this, of(rightStream), StreamJoinVerb.Kind.LEFT, windows, streamJoined)
                .with(required(joiner, "joiner"));
    }

    @Override
    public <R, Out> KStream<K, Out> outerJoin(
            KStream<K, R> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super R, ? extends Out> joiner,
            JoinWindows windows,
            StreamJoined<K, V, R> streamJoined) {
        return new StreamJoinVerb<>(this, of(rightStream), StreamJoinVerb.Kind.OUTER, windows, streamJoined)
                .with(required(joiner, "joiner"));
    }

    @Override
    public <T, Out> KStream<K, Out> join(
            KTable<K, T> table,
            ValueJoinerWithKey<? super K, ? super V, ? super T, ? extends Out> joiner,
            Joined<K, V, T> joined) {
        return TableJoinVerb.withTable(this, table, required(joiner, "joiner"), required(joined, "joined"), false);
    }

    @Override
    public <T, Out> KStream<K, Out> leftJoin(
            KTable<K, T> table,
            ValueJoinerWithKey<? super K, ? super V, ? super T, ? extends Out> joiner,
            Joined<K, V, T> joined) {
        return TableJoinVerb.withTable(this, table, required(joiner, "joiner"), required(joined, "joined"), true);
    }

    @Override
    public <GK, GV, Out> KStream<K, Out> join(
            GlobalKTable<GK, GV> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GK> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GV, ? extends Out> joiner,
            Named named) {
        return TableJoinVerb.withGlobal(this, globalTable, required(keySelector, "keySelector"), joiner, named, false);
    }

    @Override
    public <GK, GV, Out> KStream<K, Out> leftJoin(
            GlobalKTable<GK, GV> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GK> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GV, ? extends Out> joiner,
            Named named) {
        return TableJoinVerb.withGlobal(this, globalTable, required(keySelector, "keySelector"), joiner, named, true);
    }

    @Override
    public <K2, V2> KStream<K2, V2> process(
            ProcessorSupplier<? super K, ? super V, ? extends K2, ? extends V2> processorSupplier,
            Named named,
            String... stateStoreNames) {
        required(processorSupplier, "processorSupplier");
        PlanNode step = userStep(named, "KSTREAM-PROCESSOR-", processorSupplier, VALUES, stateStoreNames);
        return new PlannedStream<>(plan, step, null, null, true);
    }

    @Override
    public <V2> KStream<K, V2> processValues(
            FixedKeyProcessorSupplier<? super K, ? super V, ? extends V2> processorSupplier,
            Named named,
            String... stateStoreNames) {
        required(processorSupplier, "processorSupplier");
        PlanNode step =
                userStep(named, "KSTREAM-PROCESSVALUES-", FixedKeys.of(processorSupplier), VALUES, stateStoreNames);
        return withValues(step);
    }

    private PlanNode userStep(
            Named named, String prefix, ProcessorSupplier<?, ?, ?, ?> supplier, Set<Trait> traits, String... stores) {
        required(stores, "stateStoreNames");
        String given = required(named, "named").name();
        String name = given == null ? plan.names().next(prefix) : Names.valid(given);
        for (String store : stores) {
            required(store, "stateStoreName");
        }
        TopologyBuilder.checkMakesNewOnes(name, supplier);
        return plan.add(id -> new PlanNode.Operator(
                id, name, List.of(node.id()), wiring -> supplier, traits, List.of(), List.of(stores), List.of(), null));
    }

    private PlanNode step(Named named, String prefix, ProcessorSupplier<?, ?, ?, ?> supplier, Set<Trait> traits) {
        return step(plan.names().orNext(required(named, "named").name(), prefix), supplier, traits);
    }

    private PlanNode step(String name, ProcessorSupplier<?, ?, ?, ?> supplier, Set<Trait> traits) {
        return plan.add(id -> new PlanNode.Operator(
                id, name, List.of(node.id()), wiring -> supplier, traits, List.of(), List.of(), List.of(), null));
    }

    private PlannedStream<K, V> same(PlanNode step) {
        return new PlannedStream<>(plan, step, keySerde, valueSerde, keysChanged);
    }

    private <V2> PlannedStream<K, V2> withValues(PlanNode step) {
        return new PlannedStream<>(plan, step, keySerde, null, keysChanged);
    }

    private <R> PlannedStream<K, R> of(KStream<K, R> stream) {
        if (required(stream, "stream") instanceof PlannedStream<K, R> planned && planned.plan == plan) {
            return planned;
        }
        throw Strangers.refused("stream", stream, node);
    }

    private static <T> T required(T argument, String what) {
        return Objects.requireNonNull(argument, () -> what + " must not be null");
    }
}
