package dev.millrace.streams.topology;

import dev.millrace.streams.TopologyDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Draws up the {@link TopologyDescription}.
 *
 * <p>Its text is the one Kafka Streams users keep in their tests, to the letter. Hence the order of nodes: those with
 * the most below them first, and by name where that is equal. "Below" counts paths, so a node that is reached twice
 * counts twice. Arrows name neighbours in the same order, but by what was known of their weight when the edge was
 * drawn; and edges are drawn in the order of a hash map of node names. That is why the collections here are the hashed
 * ones.
 */
final class DescriptionAssembler {

    private final TopologyBuilder builder;
    private final NodeGroups groups;

    DescriptionAssembler(TopologyBuilder builder) {
        this.builder = builder;
        this.groups = new NodeGroups(builder);
    }

    TopologyDescription assemble() {
        Map<Integer, TopologyDescription.GlobalStore> globals = new HashMap<>();
        builder.globalStores().values().forEach(draft -> {
            Map<String, DescribedNode> both = describe(List.of(draft.source(), draft.processor()));
            globals.put(
                    groups.idOf(draft.source()),
                    new Described.Global(
                            groups.idOf(draft.source()),
                            (TopologyDescription.Source) Objects.requireNonNull(both.get(draft.source())),
                            (TopologyDescription.Processor) Objects.requireNonNull(both.get(draft.processor()))));
        });
        List<TopologyDescription.Subtopology> parts = new ArrayList<>();
        for (int id : groups.ids()) {
            if (!globals.containsKey(id)) {
                Set<TopologyDescription.Node> nodes = new TreeSet<>(DescribedNode.HEAVIEST_FIRST);
                nodes.addAll(describe(groups.members(id)).values());
                parts.add(new Described.Part(id, nodes));
            }
        }
        return new Described(parts, List.copyOf(globals.values()));
    }

    private Map<String, DescribedNode> describe(List<String> names) {
        Map<String, DescribedNode> byName = new HashMap<>();
        for (String name : new HashSet<>(names)) {
            byName.put(name, describe(draft(name)));
        }
        for (DescribedNode node : byName.values()) {
            for (String parent : draft(node.name()).parents()) {
                Objects.requireNonNull(byName.get(parent)).feeds(node);
            }
        }
        return byName;
    }

    private static DescribedNode describe(TopologyBuilder.Draft draft) {
        TopologyNode node = draft.node();
        if (node instanceof SourceNode source) {
            return new DescribedNode.ForSource(source.name(), new HashSet<>(source.topics()), source.pattern());
        }
        if (node instanceof SinkNode sink) {
            return new DescribedNode.ForSink(sink.name(), sink.topic(), sink.topicNameExtractor());
        }
        return new DescribedNode.ForProcessor(node.name(), new HashSet<>(draft.stores()));
    }

    private TopologyBuilder.Draft draft(String name) {
        return Objects.requireNonNull(builder.nodes().get(name));
    }
}
