package dev.millrace.streams.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Derives the {@link TopologyGraph} from what a {@link TopologyBuilder} has collected. */
final class GraphAssembler {

    private final TopologyBuilder builder;
    private final NodeGroups groups;
    private final Map<String, List<String>> children = new HashMap<>();

    GraphAssembler(TopologyBuilder builder) {
        this.builder = builder;
        this.groups = new NodeGroups(builder);
        builder.nodes().keySet().forEach(name -> children.put(name, new ArrayList<>()));
        builder.nodes()
                .forEach((name, draft) -> draft.parents()
                        .forEach(parent ->
                                Objects.requireNonNull(children.get(parent)).add(name)));
    }

    TopologyGraph assemble() {
        Map<Integer, GlobalStoreDefinition> globals = new LinkedHashMap<>();
        builder.globalStores().values().forEach(draft -> {
            int id = groups.idOf(draft.source());
            globals.put(
                    id,
                    new GlobalStoreDefinition(
                            id, draft.builder(), (SourceNode) finished(draft.source()), (ProcessorNode)
                                    finished(draft.processor())));
        });
        List<SubTopology> parts = groups.ids().stream()
                .filter(id -> !globals.containsKey(id))
                .map(this::part)
                .toList();
        return new TopologyGraph(parts, List.copyOf(globals.values()));
    }

    private SubTopology part(int id) {
        List<TopologyNode> nodes = new ArrayList<>();
        List<TopologyNode> later = new ArrayList<>();
        Set<String> sourceTopics = new LinkedHashSet<>();
        for (String name : groups.members(id)) {
            TopologyNode node = finished(name);
            if (node instanceof SourceNode source) {
                nodes.add(source);
                sourceTopics.addAll(source.topics());
            } else {
                later.add(node);
            }
        }
        nodes.addAll(later);
        List<RepartitionTopic> internal = builder.repartitionTopics().values().stream()
                .filter(topic -> sourceTopics.contains(topic.name()))
                .toList();
        return new SubTopology(id, nodes, stores(id), sourceTopics, internal, copartitionGroups(id));
    }

    private TopologyNode finished(String name) {
        TopologyBuilder.Draft draft = Objects.requireNonNull(builder.nodes().get(name));
        List<String> below = Objects.requireNonNull(children.get(name));
        if (draft.node() instanceof SourceNode source) {
            return source.withChildren(below);
        }
        if (draft.node() instanceof ProcessorNode processor) {
            return new ProcessorNode(name, processor.supplier(), List.copyOf(draft.stores()), below);
        }
        return draft.node();
    }

    private List<StoreDefinition> stores(int id) {
        return builder.stores().values().stream()
                .filter(store -> !store.processors.isEmpty()
                        && groups.idOf(store.processors.iterator().next()) == id)
                .map(store -> new StoreDefinition(
                        store.builder,
                        List.copyOf(store.processors),
                        store.sourceTopic.isEmpty() ? null : store.sourceTopic))
                .toList();
    }

    private List<Set<String>> copartitionGroups(int id) {
        List<Set<String>> topicGroups = new ArrayList<>();
        for (Set<String> sources : builder.copartitionedSources()) {
            if (sources.isEmpty() || groups.idOf(sources.iterator().next()) != id) {
                continue;
            }
            Set<String> topics = new LinkedHashSet<>();
            sources.forEach(source -> topics.addAll(topicsOf(source)));
            topicGroups.add(topics);
        }
        return topicGroups;
    }

    private Collection<String> topicsOf(String source) {
        return ((SourceNode) Objects.requireNonNull(builder.nodes().get(source)).node()).topics();
    }
}
