package dev.millrace.streams.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Makes tables send old values to those who need them, and only to them: each table on the way up does, until one that is
 * kept and so knows them. A table at the beginning that is not kept has to be, from now on.
 *
 * <pre>
 *   before   table t ─▶ filter ─▶ groupBy*        after   table t (kept, old values) ─▶ filter (old values) ─▶ groupBy*
 * </pre>
 *
 * <p>A filter gets old values only where they cost nothing: where a table above is kept by then. It can then leave out
 * deletions of what it never let through.
 */
final class PropagateOldValues implements Rule {

    @Override
    public Plan apply(Plan plan) {
        Plan result = plan;
        for (PlanNode node : plan.nodes()) {
            if (!(node instanceof PlanNode.Operator operator)) {
                continue;
            }
            if (operator.traits().contains(PlanNode.Trait.NEEDS_OLD_VALUES)) {
                result = ask(result, operator.parents());
            } else if (operator.traits().contains(PlanNode.Trait.TAKES_OLD_VALUES)
                    && areAtHand(result, operator.parents())) {
                result = sending(ask(result, operator.parents()), operator.id());
            }
        }
        return result;
    }

    private static Plan ask(Plan plan, List<Integer> parents) {
        Deque<Integer> asked = new ArrayDeque<>(parents);
        Plan result = plan;
        while (!asked.isEmpty()) {
            if (result.node(asked.remove()) instanceof PlanNode.Operator operator && operator.table() != null) {
                PlanNode.Table table = operator.table();
                if (!table.kept() && table.derivation() == null) {
                    table = table.nowKept();
                } else if (!table.kept()) {
                    asked.addAll(operator.parents());
                }
                result = result.with(operator.withTable(table.nowSendingOldValues()));
            }
        }
        return result;
    }

    private static Plan sending(Plan plan, int id) {
        return plan.node(id) instanceof PlanNode.Operator operator && operator.table() != null
                ? plan.with(operator.withTable(operator.table().nowSendingOldValues()))
                : plan;
    }

    private static boolean areAtHand(Plan plan, List<Integer> parents) {
        return parents.stream()
                .allMatch(parent -> plan.node(parent) instanceof PlanNode.Operator operator
                        && operator.table() != null
                        && (operator.table().kept()
                                || (operator.table().derivation() != null && areAtHand(plan, operator.parents()))));
    }
}
