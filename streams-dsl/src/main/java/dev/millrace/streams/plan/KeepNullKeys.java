package dev.millrace.streams.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Lets records without a key through the repartitionings above a left or outer join, which tells them (KIP-962). Others
 * drop them: nobody below could tell which partition such a record is in.
 *
 * <pre>
 *   before   stream ─▶ Repartition ─▶ leftJoin*        after   stream ─▶ Repartition (null keys) ─▶ leftJoin*
 * </pre>
 */
final class KeepNullKeys implements Rule {

    @Override
    public Plan apply(Plan plan) {
        Deque<Integer> above = new ArrayDeque<>();
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Operator operator
                    && operator.traits().contains(PlanNode.Trait.TELLS_NULL_KEYS)) {
                above.addAll(operator.parents());
            }
        }
        Set<Integer> seen = new HashSet<>();
        while (!above.isEmpty()) {
            int id = above.remove();
            if (seen.add(id)) {
                above.addAll(plan.node(id).parents());
            }
        }
        return plan.map(node -> Optional.of(
                node instanceof PlanNode.Repartition repartition
                        ? repartition.keepingNullKeys(seen.contains(repartition.id()))
                        : node));
    }
}
