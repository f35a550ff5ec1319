package dev.millrace.streams.plan;

import dev.millrace.streams.plan.PlanNode.Trait;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which tables of a plan know their past (KIP-914): those that are kept in a versioned store, and those that are
 * computed from one, value by value. What joins or groups tables works on the present, so its result has a history only
 * if it is kept in a versioned store of its own.
 *
 * <pre>
 *   table t (versioned) ─▶ filter ─▶ mapValues         a history, that of t
 *                       ─▶ filter (kept, timestamped)  none
 *                       ─▶ join, groupBy, suppress     none
 * </pre>
 */
final class History {

    private History() {}

    /** How far back a table remembers; empty if it has no history, or the step makes no table. */
    static OptionalLong retentionMs(IntFunction<@Nullable PlanNode> nodes, int id) {
        if (!(nodes.apply(id) instanceof PlanNode.Operator step) || step.table() == null) {
            return OptionalLong.empty();
        }
        return !step.table().kept() && step.traits().contains(Trait.PASSES_HISTORY)
                ? retentionMs(nodes, step.parents().get(0))
                : step.table().historyRetentionMs();
    }
}
