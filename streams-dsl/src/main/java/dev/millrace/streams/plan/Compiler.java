package dev.millrace.streams.plan;

import dev.millrace.streams.operator.Stateless;
import dev.millrace.streams.operator.TableView;
import dev.millrace.streams.processor.FailOnInvalidTimestamp;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.topology.SinkNode;
import dev.millrace.streams.topology.SourceNode;
import dev.millrace.streams.topology.TopologyBuilder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a plan into a {@link TopologyBuilder}, step by step. A repartitioning becomes three nodes in two
 * sub-topologies:
 *
 * <pre>
 *   parent ─▶ filter (key is not null) ─▶ sink ─▶ (internal topic) ─▶ source ─▶ children
 * </pre>
 */
final class Compiler {

    private final Plan plan;
    private final Map<Integer, PlanNode> byId;
    private final TopologyBuilder topology;
    private final Map<Integer, String> nameToAttachTo = new HashMap<>();

    Compiler(Plan plan, TopologyBuilder topology) {
        this.plan = plan;
        this.byId = plan.byId();
        this.topology = topology;
    }

    void compile() {
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Source source) {
                topology.addSource(sourceNode(source));
            } else if (node instanceof PlanNode.Sink sink) {
                compile(sink);
            } else if (node instanceof PlanNode.Repartition repartition) {
                compile(repartition);
            } else if (node instanceof PlanNode.Operator operator) {
                compile(operator);
            } else if (node instanceof PlanNode.Global global) {
                topology.addGlobalStore(global.store(), sourceNode(global.source()), global.name(), global.supplier());
            }
            nameToAttachTo.put(node.id(), node.name());
        }
    }

    private static SourceNode sourceNode(PlanNode.Source source) {
        return new SourceNode(
                source.name(),
                source.topics(),
                source.pattern(),
                source.keyDeserializer(),
                source.valueDeserializer(),
                source.timestampExtractor(),
                source.offsetReset());
    }

    private void compile(PlanNode.Sink sink) {
        topology.addSink(
                new SinkNode(
                        sink.name(),
                        sink.topic(),
                        sink.extractor(),
                        sink.keySerializer(),
                        sink.valueSerializer(),
                        sink.partitioner()),
                parents(sink));
    }

    private void compile(PlanNode.Repartition repartition) {
        topology.addRepartitionTopic(repartition.topic(), repartition.partitionCount());
        String[] above = parents(repartition);
        boolean keepsNullKeys = repartition.keepsNullKeys();
        if (repartition.filterName() != null) {
            topology.addProcessor(
                    repartition.filterName(),
                    Stateless.filter((key, value) -> key != null || keepsNullKeys, false),
                    above);
            above = new String[] {repartition.filterName()};
        }
        topology.addSink(
                new SinkNode(
                        repartition.sinkName(),
                        repartition.topic(),
                        null,
                        serializer(repartition.keySerde()),
                        serializer(repartition.valueSerde()),
                        repartition.partitioner()),
                above);
        topology.addSource(new SourceNode(
                repartition.sourceName(),
                List.of(repartition.topic()),
                null,
                deserializer(repartition.keySerde()),
                deserializer(repartition.valueSerde()),
                new FailOnInvalidTimestamp(),
                null));
    }

    private void compile(PlanNode.Operator operator) {
        PlanNode.Table table = operator.table();
        String ownStore = table == null ? null : table.storeName();
        List<TableView<?, ?>> views =
                operator.reads().stream().<TableView<?, ?>>map(this::view).toList();
        ProcessorSupplier<?, ?, ?, ?> supplier = operator.factory()
                .supplier(new PlanNode.Wiring(
                        ownStore,
                        table != null && table.sendsOldValues(),
                        operator.parents().stream()
                                .allMatch(parent ->
                                        History.retentionMs(byId::get, parent).isPresent()),
                        views));
        topology.addProcessor(operator.name(), supplier, parents(operator));
        if (table != null && table.store() != null && table.kept()) {
            topology.addStore(table.store(), operator.name());
            if (table.restoredFromTopic()) {
                topology.useSourceAsChangelog(
                        table.store().name(), Objects.requireNonNull(table.topic(), "a table without a topic"));
            }
        }
        Set<String> others = new LinkedHashSet<>(operator.uses());
        views.forEach(view -> others.addAll(view.storeNames()));
        if (!others.isEmpty()) {
            topology.connectStores(operator.name(), others.toArray(String[]::new));
        }
        operator.stores().forEach(store -> topology.addStore(store, operator.name()));
        if (operator.traits().contains(PlanNode.Trait.NEEDS_COPARTITIONING)) {
            Set<String> sources = new LinkedHashSet<>();
            operator.parents().forEach(parent -> collectSources(parent, sources));
            operator.reads().forEach(read -> collectSources(read, sources));
            topology.copartition(sources);
        }
    }

    private TableView<?, ?> view(int id) {
        PlanNode node = Objects.requireNonNull(byId.get(id));
        if (node instanceof PlanNode.Global global) {
            return TableView.ofGlobalStore(global.store().name());
        }
        PlanNode.Operator operator = (PlanNode.Operator) node;
        PlanNode.Table table = Objects.requireNonNull(operator.table());
        String store = table.storeName();
        return store != null
                ? TableView.ofStore(store)
                : Objects.requireNonNull(table.derivation())
                        .of(operator.parents().stream()
                                .<TableView<?, ?>>map(this::view)
                                .toList());
    }

    private void collectSources(int id, Set<String> sources) {
        PlanNode node = Objects.requireNonNull(byId.get(id));
        if (node instanceof PlanNode.Source || node instanceof PlanNode.Repartition) {
            sources.add(node.name());
        } else {
            node.parents().forEach(parent -> collectSources(parent, sources));
        }
    }

    private String[] parents(PlanNode node) {
        return node.parents().stream()
                .map(parent -> Objects.requireNonNull(nameToAttachTo.get(parent)))
                .distinct()
                .toArray(String[]::new);
    }

    private static @Nullable Serializer<?> serializer(@Nullable Serde<?> serde) {
        return serde == null ? null : serde.serializer();
    }

    private static @Nullable Deserializer<?> deserializer(@Nullable Serde<?> serde) {
        return serde == null ? null : serde.deserializer();
    }
}
