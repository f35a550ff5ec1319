package dev.millrace.streams.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Makes tables send old values to those who need them, and only to them: each table on the way up does, until one that
 * is kept and so knows them. A table at the beginning that is not kept has to be, from now on.
 *
 * <pre>
 *   before   table t ─▶ filter ─▶ groupBy*        after   table t (kept, old values) ─▶ filter (old values) ─▶ groupBy*
 * </pre>
 *
 * <p>A filter gets old values only where they cost nothing: where a table above is kept by then, or where tables are
 * joined, which has kept both. It can then leave out deletions of what it never let through.
 */
final class PropagateOldValues implements StepRule {

    @Override
    public Plan applyTo(Plan plan, PlanNode.Operator step) {
        if (step.traits().contains(PlanNode.Trait.NEEDS_OLD_VALUES)) {
            return ask(plan, step.parents());
        }
        return step.traits().contains(PlanNode.Trait.TAKES_OLD_VALUES) && areAtHand(plan, step.parents())
                ? sending(ask(plan, step.parents()), step.id())
                : plan;
    }

    private static Plan ask(Plan plan, List<Integer> parents) {
        Deque<Integer> asked = new ArrayDeque<>(parents);
        Plan result = plan;
        while (!asked.isEmpty()) {
            if (result.node(asked.remove()) instanceof PlanNode.Operator operator && operator.table() != null) {
                PlanNode.Table table = operator.table();
                if (!table.kept() && table.derivation() == null) {
                    table = table.nowKept();
                } else if (!table.kept() || operator.traits().contains(PlanNode.Trait.PASSES_OLD_VALUES)) {
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
                                || operator.traits().contains(PlanNode.Trait.PASSES_OLD_VALUES)
                                || (operator.table().derivation() != null && areAtHand(plan, operator.parents()))));
    }
}
