package dev.millrace.streams.plan;

import java.util.Optional;

/**
 * Lets a table that mirrors a topic be restored from that topic: a changelog would be a copy of it
 * ({@code topology.optimization=reuse.ktable.source.topics}). Tables whose logging is off stay without.
 *
 * <pre>
 *   before   table t (kept) ─▶ changelog s-changelog        after   table t (kept) ─▶ changelog t
 * </pre>
 */
final class ReuseSourceTopics implements Rule {

    @Override
    public Plan apply(Plan plan) {
        return plan.map(node -> {
            if (node instanceof PlanNode.Operator operator && operator.table() != null && canReuse(operator.table())) {
                return Optional.of(operator.withTable(operator.table().nowRestoredFromTopic()));
            }
            return Optional.of(node);
        });
    }

    private static boolean canReuse(PlanNode.Table table) {
        return table.kept()
                && table.topic() != null
                && table.store() != null
                && table.store().loggingEnabled();
    }
}
