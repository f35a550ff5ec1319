package dev.millrace.streams.plan;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Makes tables send old values to those who need them, and only to them: each table on the way up does, until one that is
 * kept and so knows them. A table at the beginning that is not kept has to be, from now on.
 *
 * <pre>
 *   before   table t ─▶ filter ─▶ groupBy*        after   table t (kept, old values) ─▶ filter (old values) ─▶ groupBy*
 * </pre>
 */
final class PropagateOldValues implements Rule {

    @Override
    public Plan apply(Plan plan) {
        Deque<Integer> asked = new ArrayDeque<>();
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Operator operator
                    && operator.traits().contains(PlanNode.Trait.NEEDS_OLD_VALUES)) {
                asked.addAll(operator.parents());
            }
        }
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
}
