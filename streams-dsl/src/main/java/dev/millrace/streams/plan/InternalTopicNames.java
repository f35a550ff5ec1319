package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a plan in which the user reads or writes a topic that has the name of an internal one. The internal topic
 * gets the application id before its name, and so would the user's: its records would be mixed with those of the
 * repartitioning.
 */
final class InternalTopicNames {

    private InternalTopicNames() {}

    /**
     * Checks all sources and sinks.
     *
     * @throws TopologyException if one uses an internal topic; it names the topic, who uses it and who made it
     */
    static void check(Plan plan) {
        Map<String, PlanNode.Repartition> internal = new HashMap<>();
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Repartition repartition) {
                internal.put(repartition.topic(), repartition);
            }
        }
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Source source) {
                for (String topic : source.topics()) {
                    refuseIf(internal.get(topic), "Source " + source.name() + " reads", plan);
                }
            } else if (node instanceof PlanNode.Sink sink && sink.topic() != null) {
                refuseIf(internal.get(sink.topic()), "Sink " + sink.name() + " writes to", plan);
            }
        }
    }

    private static void refuseIf(PlanNode.@Nullable Repartition internal, String use, Plan plan) {
        if (internal != null) {
            throw new TopologyException(use + " topic " + internal.topic()
                    + ", which is the name of the internal topic behind "
                    + plan.node(internal.parents().get(0)).name()
                    + ". Rename the topic, or give the repartitioning another name (with Grouped, Joined, Repartitioned or Named)."
                    + " To use what was repartitioned, use the stream that repartition() returns.");
        }
    }
}
