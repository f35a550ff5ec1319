package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.state.StoreBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Refuses a plan whose stores or internal topics have generated names
 * ({@code ensure.explicit.internal.resource.naming}, KIP-1111). A generated name has a number that counts the verbs
 * before it: when the program changes, the name may, and with it the state that the program finds.
 */
final class ExplicitNames {

    private static final Pattern GENERATED = Pattern.compile(".*-[0-9]{10}(-.*)?");

    private ExplicitNames() {}

    /**
     * Checks all names at once.
     *
     * @throws TopologyException if some are generated; it lists them, where they are used, and how to name them
     */
    static void check(Plan plan) {
        List<String> generated = new ArrayList<>();
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Repartition repartition && isGenerated(repartition.topic())) {
                generated.add("repartition topic " + repartition.topic() + " behind "
                        + plan.node(repartition.parents().get(0)).name()
                        + ": name it with Grouped, Joined, StreamJoined, TableJoined, Repartitioned or Named");
            } else if (node instanceof PlanNode.Operator operator) {
                PlanNode.Table table = operator.table();
                if (table != null && table.kept() && table.store() != null) {
                    addStore(table.store(), operator, "Materialized.as", generated);
                }
                operator.stores()
                        .forEach(store -> addStore(
                                store,
                                operator,
                                "StreamJoined.withStoreName, Joined.as, TableJoined.as or Suppressed.withName",
                                generated));
            } else if (node instanceof PlanNode.Global global) {
                addStore(global.store(), global, "Materialized.as", generated);
            }
        }
        if (!generated.isEmpty()) {
            throw new TopologyException(
                    "ensure.explicit.internal.resource.naming is true, but these names were generated:"
                            + generated.stream()
                                    .distinct()
                                    .map(line -> "\n  " + line)
                                    .collect(Collectors.joining()));
        }
    }

    private static void addStore(StoreBuilder<?> store, PlanNode node, String how, List<String> generated) {
        if (isGenerated(store.name())) {
            generated.add("state store " + store.name() + " of " + node.name()
                    + (store.loggingEnabled() ? ", and its changelog" : "") + ": name it with " + how);
        }
    }

    private static boolean isGenerated(String name) {
        return GENERATED.matcher(name).matches();
    }
}
