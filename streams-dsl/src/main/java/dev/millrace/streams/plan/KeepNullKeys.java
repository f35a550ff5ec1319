package dev.millrace.streams.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Lets records without a key through the repartitionings above a left or outer join, which tells them (KIP-962). Others drop
 * them: nobody below could tell which partition such a record is in.
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
        Plan result = plan;
        Set<Integer> seen = new HashSet<>();
        while (!above.isEmpty()) {
            int id = above.remove();
            if (seen.add(id)) {
                PlanNode node = result.node(id);
                if (node instanceof PlanNode.Repartition repartition) {
                    result = result.with(repartition.keepingNullKeys());
                }
                above.addAll(node.parents());
            }
        }
        return result;
    }
}
