package dev.millrace.streams.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A program of the DSL as data: its steps, parents before children. Immutable; a rule makes a new one.
 *
 * @param nodes the steps
 */
record Plan(List<PlanNode> nodes) {

    Plan {
        nodes = List.copyOf(nodes);
    }

    PlanNode node(int id) {
        return nodes.stream().filter(node -> node.id() == id).findFirst().orElseThrow();
    }

    Map<Integer, PlanNode> byId() {
        Map<Integer, PlanNode> byId = new HashMap<>();
        nodes.forEach(node -> byId.put(node.id(), node));
        return byId;
    }

    /** The plan with each step replaced by what the function makes of it; empty: the step is left out. */
    Plan map(Function<PlanNode, Optional<PlanNode>> change) {
        return new Plan(nodes.stream().map(change).flatMap(Optional::stream).toList());
    }

    /** The plan with one step replaced. */
    Plan with(PlanNode changed) {
        return map(node -> Optional.of(node.id() == changed.id() ? changed : node));
    }

    /** The plan with steps moved behind their parents where a rule has left them before. */
    Plan sorted() {
        Map<Integer, PlanNode> byId = byId();
        Map<Integer, PlanNode> done = new HashMap<>();
        List<PlanNode> order = new ArrayList<>();
        nodes.forEach(node -> place(node, byId, done, order));
        return new Plan(order);
    }

    private static void place(
            PlanNode node, Map<Integer, PlanNode> byId, Map<Integer, PlanNode> done, List<PlanNode> order) {
        if (done.putIfAbsent(node.id(), node) == null) {
            node.parents().forEach(parent -> place(Objects.requireNonNull(byId.get(parent)), byId, done, order));
            order.add(node);
        }
    }
}
