package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.GlobalKTable;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.operator.Change;
import dev.millrace.streams.operator.TableSource;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.VersionedBytesStoreSupplier;
import dev.millrace.streams.topology.TopologyBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Collects the plan of one program. Behind {@link dev.millrace.streams.StreamsBuilder}; the streams and tables that it
 * hands out add their steps to it. Not thread-safe.
 */
public final class PlanBuilder {

    private final List<PlanNode> nodes = new ArrayList<>();
    private final List<StoreBuilder<?>> stores = new ArrayList<>();
    private final Names names = new Names();

    Names names() {
        return names;
    }

    /** A step that was added. */
    PlanNode node(int id) {
        return nodes.get(id);
    }

    /** What was added so far. */
    Plan plan() {
        return new Plan(nodes);
    }

    /** Adds the step that the function makes for the id it gets. */
    <N extends PlanNode> N add(IntFunction<N> step) {
        N node = step.apply(nodes.size());
        nodes.add(node);
        return node;
    }

    /** The last repartitioning of that step for a join; null if there is none yet. */
    PlanNode.@Nullable Repartition repartitionForJoinOf(int step) {
        PlanNode.Repartition last = null;
        for (PlanNode node : nodes) {
            if (node instanceof PlanNode.Repartition repartition
                    && repartition.parents().contains(step)
                    && repartition.keepsNullKeys()) {
                last = repartition;
            }
        }
        return last;
    }

    /**
     * A stream of these topics.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param topics names of topics; one that is there twice is read once
     * @param consumed serdes, times, name and where to begin
     * @return the start of the stream's steps
     */
    public <K, V> KStream<K, V> stream(Collection<String> topics, Consumed<K, V> consumed) {
        return stream(List.copyOf(new LinkedHashSet<>(topics)), null, consumed);
    }

    /**
     * A stream of the topics that match.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param pattern matched against whole names; topics that appear later are read, too
     * @param consumed serdes, times, name and where to begin
     * @return the start of the stream's steps
     */
    public <K, V> KStream<K, V> stream(Pattern pattern, Consumed<K, V> consumed) {
        return stream(List.of(), pattern, consumed);
    }

    private <K, V> KStream<K, V> stream(List<String> topics, @Nullable Pattern pattern, Consumed<K, V> consumed) {
        String name = names.orNext(consumed.name(), "KSTREAM-SOURCE-");
        PlanNode node = add(id -> source(id, name, topics, pattern, consumed, true));
        return new PlannedStream<>(this, node, consumed.keySerde(), consumed.valueSerde(), false);
    }

    /**
     * A table of this topic.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param topic name of the topic
     * @param consumed serdes, times, name and where to begin
     * @param materialized the table's store; without serdes of its own, it has those of {@code consumed}
     * @return the start of the table's steps
     */
    public <K, V> KTable<K, V> table(
            String topic, Consumed<K, V> consumed, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        StoreChoice<K, V, KeyValueStore<Bytes, byte[]>> choice =
                StoreChoice.of(materialized, names, topic + "-", consumed.keySerde(), consumed.valueSerde());
        String given = consumed.name();
        String sourceName = names.orNext(given == null ? null : given + "-source", "KSTREAM-SOURCE-");
        String name = names.orNext(given, "KTABLE-SOURCE-");
        PlanNode source = add(id -> source(id, sourceName, List.of(topic), null, consumed, false));
        PlanNode node = add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(source.id()),
                PlanNode.each(wiring -> new TableSource<>(wiring.storeName(), wiring.sendsOldValues())),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                PlanNode.Table.beginning(choice.keyValueStore(), choice.named(), topic)));
        return new PlannedTable<>(this, node, choice.keySerde(), choice.valueSerde(), choice.queryableName());
    }

    /**
     * A global table of this topic.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param topic name of the topic, all of which each instance reads
     * @param consumed serdes, times and name
     * @param materialized the table's store, which is not versioned; without serdes of its own, it has those of
     *     {@code consumed}
     * @return the table, to be joined with streams
     */
    public <K, V> GlobalKTable<K, V> globalTable(
            String topic, Consumed<K, V> consumed, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        StoreChoice<K, V, KeyValueStore<Bytes, byte[]>> choice =
                StoreChoice.of(materialized, names, topic + "-", consumed.keySerde(), consumed.valueSerde());
        if (materialized.storeSupplier() instanceof VersionedBytesStoreSupplier) {
            throw new TopologyException(
                    "The global table of the topic " + topic + " cannot be kept in the versioned store "
                            + choice.name()
                            + ": all of it is read before the first record is processed, so nobody could see its"
                            + " past. Give it another store, such as Stores.persistentKeyValueStore, or make it a table.");
        }
        StoreBuilder<?> store = choice.keyValueStore().withCachingDisabled();
        ProcessorSupplier<K, V, K, Change<V>> filler = () -> new TableSource<>(store.name(), false);
        PlanNode node = addGlobal(store, topic, consumed, filler);
        return new PlannedGlobalTable<>(this, node.id(), choice.queryableName());
    }

    /**
     * A global store that the user's processor fills.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param store makes the store; its logging is switched off, for the topic is its changelog
     * @param topic name of the topic, all of which each instance reads
     * @param consumed serdes, times and name
     * @param stateUpdateSupplier makes the processor that alone writes the store
     */
    public <K, V> void addGlobalStore(
            StoreBuilder<?> store,
            String topic,
            Consumed<K, V> consumed,
            ProcessorSupplier<K, V, Void, Void> stateUpdateSupplier) {
        addGlobal(store, topic, consumed, stateUpdateSupplier);
    }

    private <K, V> PlanNode addGlobal(
            StoreBuilder<?> store, String topic, Consumed<K, V> consumed, ProcessorSupplier<K, V, ?, ?> supplier) {
        String given = consumed.name();
        String sourceName = names.orNext(given == null ? null : given + "-source", "KSTREAM-SOURCE-");
        String name = names.orNext(given, "KTABLE-SOURCE-");
        return add(id -> new PlanNode.Global(
                id, name, store, source(-1, sourceName, List.of(topic), null, consumed, false), supplier));
    }

    /**
     * A store for processors of the user.
     *
     * @param store makes the store of each task that has a processor which names it
     */
    public void addStateStore(StoreBuilder<?> store) {
        stores.add(store);
    }

    /**
     * Applies the rules that every program needs, and those of the optimization, and writes the result.
     *
     * @param optimization which rules are wanted
     * @param explicitNames whether generated names of stores and internal topics are refused
     * @param topology gets the nodes
     * @throws dev.millrace.streams.errors.TopologyException if the program is wrong
     */
    public void compile(Optimization optimization, boolean explicitNames, TopologyBuilder topology) {
        stores.forEach(topology::addStore);
        Plan plan = plan();
        for (Rule rule : optimization.rules()) {
            plan = rule.apply(plan);
        }
        InternalTopicNames.check(plan);
        if (explicitNames) {
            ExplicitNames.check(plan);
        }
        new Compiler(plan, topology).compile();
    }

    private static PlanNode.Source source(
            int id,
            String name,
            List<String> topics,
            @Nullable Pattern pattern,
            Consumed<?, ?> consumed,
            boolean mergeable) {
        Serde<?> keySerde = consumed.keySerde();
        Serde<?> valueSerde = consumed.valueSerde();
        return new PlanNode.Source(
                id,
                name,
                topics,
                pattern,
                keySerde == null ? null : keySerde.deserializer(),
                valueSerde == null ? null : valueSerde.deserializer(),
                consumed.timestampExtractor(),
                consumed.offsetResetPolicy(),
                mergeable);
    }
}
