package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A plan as lines: {@code name <- parents}, and after it what is special: {@code topic=}, {@code kept}, {@code old}
 * (sends old values), {@code from topic} (restored from it). Generated numbers are written without their zeros.
 */
final class PlanText {

    private PlanText() {}

    static List<String> of(Plan plan) {
        return plan.nodes().stream().map(node -> line(plan, node)).toList();
    }

    private static String line(Plan plan, PlanNode node) {
        String parents =
                node.parents().stream().map(parent -> plan.node(parent).name()).collect(Collectors.joining(", "));
        StringBuilder line = new StringBuilder(node.name());
        if (!parents.isEmpty()) {
            line.append(" <- ").append(parents);
        }
        if (node instanceof PlanNode.Repartition repartition) {
            line.append(" topic=").append(repartition.topic());
        }
        if (node instanceof PlanNode.Operator operator && operator.table() != null) {
            line.append(operator.table().kept() ? " kept" : "");
            line.append(operator.table().sendsOldValues() ? " old" : "");
            line.append(operator.table().restoredFromTopic() ? " from topic" : "");
        }
        return line.toString().replaceAll("-0{9}(\\d)", "-$1").replaceAll("-0{8}(\\d\\d)", "-$1");
    }

    static KStream<String, String> stream(PlanBuilder plan, String topic) {
        return plan.stream(List.of(topic), Consumed.with(null, null));
    }

    static KTable<String, String> table(PlanBuilder plan, String topic) {
        return plan.table(topic, Consumed.with(null, null), Materialized.with(null, null));
    }
}
