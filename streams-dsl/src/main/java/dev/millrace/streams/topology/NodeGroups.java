package dev.millrace.streams.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds the connected parts of a topology and numbers them.
 *
 * <p>Two nodes are in one part when an edge or a common store joins them (union-find). Numbers go by the order in which
 * sources were added: the part of the first source is 0. Global stores take numbers too. Kafka Streams counts in the
 * same way, and its users know tasks by these numbers.
 */
final class NodeGroups {

    private final Map<String, String> parentOf = new HashMap<>();
    private final Map<String, Integer> idByRoot = new HashMap<>();
    private final Map<Integer, List<String>> members = new LinkedHashMap<>();

    NodeGroups(TopologyBuilder builder) {
        Map<String, TopologyBuilder.Draft> nodes = builder.nodes();
        nodes.keySet().forEach(name -> parentOf.put(name, name));
        nodes.forEach((name, draft) -> draft.parents().forEach(parent -> unite(name, parent)));
        builder.stores().values().forEach(store -> {
            String first = "";
            for (String processor : store.processors) {
                unite(first.isEmpty() ? processor : first, processor);
                first = processor;
            }
        });
        nodes.values().stream()
                .filter(draft -> draft.node() instanceof SourceNode)
                .map(draft -> draft.node().name())
                .forEach(name -> idByRoot.computeIfAbsent(root(name), root -> idByRoot.size()));
        nodes.keySet()
                .forEach(name -> members.computeIfAbsent(idOf(name), id -> new ArrayList<>())
                        .add(name));
    }

    /** The number of the part that a node belongs to. */
    int idOf(String node) {
        return Objects.requireNonNull(idByRoot.get(root(node)));
    }

    /** The parts' numbers, ascending. */
    List<Integer> ids() {
        return members.keySet().stream().sorted().toList();
    }

    /** The nodes of a part, in the order in which they were added. */
    List<String> members(int id) {
        return members.getOrDefault(id, List.of());
    }

    private void unite(String one, String other) {
        parentOf.put(root(one), root(other));
    }

    private String root(String node) {
        String at = node;
        String above = parentOf.getOrDefault(at, at);
        while (!above.equals(at)) {
            String next = parentOf.getOrDefault(above, above);
            parentOf.put(at, next);
            at = above;
            above = next;
        }
        return at;
    }
}
