package dev.millrace.streams.plan;

/** A rule that looks at one operator after the other, in the order of the verbs. */
interface StepRule extends Rule {

    /** The plan, made better for one of its operators. */
    Plan applyTo(Plan plan, PlanNode.Operator step);

    @Override
    default Plan apply(Plan plan) {
        Plan result = plan;
        for (PlanNode node : plan.nodes()) {
            if (result.node(node.id()) instanceof PlanNode.Operator step) {
                result = applyTo(result, step);
            }
        }
        return result;
    }
}
