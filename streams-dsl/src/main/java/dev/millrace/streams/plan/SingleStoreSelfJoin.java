package dev.millrace.streams.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a stream that is joined with itself in one store ({@code topology.optimization=single.store.self.join}).
 *
 * <pre>
 *   before   s ─▶ windowed this  ─▶ join this  ─┬▶ merge        after   s ─▶ windowed this ─▶ merge (joins)
 *            s ─▶ windowed other ─▶ join other ─┘
 * </pre>
 */
final class SingleStoreSelfJoin implements Rule {

    /** Makes the step where the two sides of a join come together, or, for a stream joined with itself, both in one. */
    interface Joins extends PlanNode.Factory {
        /** The join of a stream with itself, over the store of its left side. */
        PlanNode.Factory selfJoin();
    }

    @Override
    public Plan apply(Plan plan) {
        Map<Integer, PlanNode> changed = new HashMap<>();
        Set<Integer> gone = new HashSet<>();
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Operator merge && merge.factory() instanceof Joins joins) {
                PlanNode thisJoin = plan.node(merge.parents().get(0));
                PlanNode otherJoin = plan.node(merge.parents().get(1));
                PlanNode.Operator thisWindow =
                        (PlanNode.Operator) plan.node(thisJoin.parents().get(0));
                PlanNode otherWindow = plan.node(otherJoin.parents().get(0));
                if (thisWindow.parents().equals(otherWindow.parents())) {
                    gone.addAll(List.of(thisJoin.id(), otherJoin.id(), otherWindow.id()));
                    changed.put(merge.id(), inOne(merge, thisWindow, joins));
                }
            }
        }
        return plan.map(node -> gone.contains(node.id())
                ? Optional.empty()
                : Optional.of(Objects.requireNonNull(changed.getOrDefault(node.id(), node))));
    }

    private static PlanNode inOne(PlanNode.Operator merge, PlanNode.Operator window, Joins joins) {
        return new PlanNode.Operator(
                merge.id(),
                merge.name(),
                List.of(window.id()),
                joins.selfJoin(),
                merge.traits(),
                List.of(),
                window.stores().stream().map(store -> store.name()).toList(),
                List.of(),
                null);
    }
}
