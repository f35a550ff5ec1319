package dev.millrace.streams.plan;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps the tables whose current values somebody reads. A table that can be computed is read from the one above it, up
 * to the first that is kept; a table at the beginning has to be kept.
 *
 * <pre>
 *   before   table t ─▶ mapValues ─ ─ ─ join*        after   table t (kept) ─▶ mapValues ─ ─ ─ join*
 * </pre>
 */
final class KeepTablesThatAreRead implements StepRule {

    @Override
    public Plan applyTo(Plan plan, PlanNode.Operator step) {
        Deque<Integer> read = new ArrayDeque<>(step.reads());
        Plan result = plan;
        while (!read.isEmpty()) {
            if (result.node(read.remove()) instanceof PlanNode.Operator operator
                    && operator.table() != null
                    && !operator.table().kept()) {
                if (operator.table().derivation() == null) {
                    result = result.with(operator.withTable(operator.table().nowKept()));
                } else {
                    read.addAll(operator.parents());
                }
            }
        }
        return result;
    }
}
