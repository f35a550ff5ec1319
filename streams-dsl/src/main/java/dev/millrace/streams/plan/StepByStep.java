package dev.millrace.streams.plan;

import java.util.List;

/**
 * Applies several rules to each operator before it goes on to the next one. Where one rule looks at what another has
 * done, the order of the verbs decides: a filter finds a table kept if a join above it in the program reads that table,
 * but not if the join comes later.
 *
 * @param rules applied in this order to each operator
 */
record StepByStep(List<StepRule> rules) implements StepRule {

    @Override
    public Plan applyTo(Plan plan, PlanNode.Operator step) {
        Plan result = plan;
        for (StepRule rule : rules) {
            result = rule.applyTo(result, step);
        }
        return result;
    }
}
