package dev.millrace.streams.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Repartitions records once after their keys have changed, and not once for each use
 * ({@code topology.optimization=merge.repartition.topics}).
 *
 * <pre>
 *   before   map* ─▶ filter ─▶ Repartition a ─▶ count        after   map* ─▶ Repartition a ─▶ filter ─▶ count
 *                └─▶ Repartition b ─▶ reduce                                             └─▶ reduce
 * </pre>
 *
 * <p>The one that remains stands right below the step that changed the keys (or, behind a merge of streams, below the
 * merge), and takes the topic of the first. Repartitionings whose records have other values by then are left alone, and
 * those that the user asked for. What does not need repartitioning keeps its place above.
 */
final class MergeRepartitions implements Rule {

    @Override
    public Plan apply(Plan plan) {
        Map<Integer, PlanNode> byId = plan.byId();
        Map<Integer, List<PlanNode.Repartition>> byOrigin = new LinkedHashMap<>();
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Repartition repartition && repartition.mergeable()) {
                Integer origin = origin(repartition, byId);
                if (origin != null) {
                    byOrigin.computeIfAbsent(origin, key -> new ArrayList<>()).add(repartition);
                }
            }
        }
        Map<Integer, Integer> mergedBelow = new HashMap<>();
        byOrigin.forEach((origin, repartitions) -> {
            merge(origin, repartitions, byId);
            mergedBelow.put(origin, repartitions.get(0).id());
        });
        List<PlanNode> nodes = new ArrayList<>();
        for (PlanNode node : plan.nodes()) {
            if (byId.containsKey(node.id()) && !mergedBelow.containsValue(node.id())) {
                nodes.add(Objects.requireNonNull(byId.get(node.id())));
            }
            if (mergedBelow.containsKey(node.id())) {
                nodes.add(Objects.requireNonNull(byId.get(mergedBelow.get(node.id()))));
            }
        }
        return new Plan(nodes).sorted();
    }

    /** The step below which the repartitioning can move; null if there is none. */
    private static @Nullable Integer origin(PlanNode.Repartition repartition, Map<Integer, PlanNode> byId) {
        PlanNode at = parent(repartition, byId);
        while (at instanceof PlanNode.Operator operator) {
            if (operator.traits().contains(PlanNode.Trait.CHANGES_KEYS)
                    || operator.parents().size() > 1) {
                return operator.id();
            }
            if (operator.traits().contains(PlanNode.Trait.CHANGES_VALUES)) {
                return null;
            }
            at = parent(operator, byId);
        }
        return null;
    }

    private static PlanNode parent(PlanNode node, Map<Integer, PlanNode> byId) {
        return Objects.requireNonNull(byId.get(node.parents().get(0)));
    }

    private static void merge(int origin, List<PlanNode.Repartition> repartitions, Map<Integer, PlanNode> byId) {
        PlanNode.Repartition merged = merged(origin, repartitions);
        Set<Integer> moved = new HashSet<>();
        Map<Integer, Integer> inPlaceOf = new HashMap<>();
        for (PlanNode.Repartition repartition : repartitions) {
            int above = repartition.parents().get(0);
            inPlaceOf.put(repartition.id(), above == origin ? merged.id() : above);
            for (int at = above;
                    at != origin;
                    at = parent(Objects.requireNonNull(byId.get(at)), byId).id()) {
                if (Objects.requireNonNull(byId.get(at)).parents().contains(origin)) {
                    moved.add(at);
                    break;
                }
            }
        }
        for (PlanNode node : List.copyOf(byId.values())) {
            List<Integer> parents = node.parents().stream()
                    .map(parent -> moved.contains(node.id()) && parent == origin
                            ? (Integer) merged.id()
                            : inPlaceOf.getOrDefault(parent, parent))
                    .toList();
            byId.put(node.id(), node.withParents(parents));
        }
        inPlaceOf.keySet().forEach(byId::remove);
        byId.put(merged.id(), merged);
    }

    private static PlanNode.Repartition merged(int origin, List<PlanNode.Repartition> repartitions) {
        PlanNode.Repartition first = repartitions.get(0);
        Serde<?> keySerde = null;
        Serde<?> valueSerde = null;
        for (PlanNode.Repartition repartition : repartitions) {
            keySerde = keySerde == null ? repartition.keySerde() : keySerde;
            valueSerde = valueSerde == null ? repartition.valueSerde() : valueSerde;
        }
        return new PlanNode.Repartition(
                first.id(),
                List.of(origin),
                first.topic(),
                first.topic() + "-sink",
                first.topic() + "-filter",
                first.topic() + "-source",
                keySerde,
                valueSerde,
                null,
                OptionalInt.empty(),
                false,
                false);
    }
}
