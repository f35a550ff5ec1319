package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;

/**
 * The refusal of a stream or table that another builder made: its steps are in another plan, where no rule would find
 * them.
 */
final class Strangers {

    private Strangers() {}

    /**
     * Says what came from where.
     *
     * @param kind stream, table, …
     * @param stranger what the user handed in
     * @param own the step it was to be combined with
     */
    static TopologyException refused(String kind, Object stranger, PlanNode own) {
        return new TopologyException(
                "The " + kind + " " + nameOf(stranger) + ", to be combined with " + own.name()
                        + ", was made by another StreamsBuilder. A topology is built by one: make both with the same StreamsBuilder.");
    }

    private static String nameOf(Object stranger) {
        if (stranger instanceof PlannedStream<?, ?> stream) {
            return stream.node().name();
        }
        if (stranger instanceof PlannedTable<?, ?> table) {
            return table.node().name();
        }
        if (stranger instanceof PlannedGlobalTable<?, ?> global) {
            return global.plan().node(global.node()).name();
        }
        return stranger.getClass().getName();
    }
}
