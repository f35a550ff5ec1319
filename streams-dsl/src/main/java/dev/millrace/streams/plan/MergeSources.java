package dev.millrace.streams.plan;

import dev.millrace.streams.AutoOffsetReset;
import dev.millrace.streams.errors.TopologyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Lets all streams of the same topics begin at one source: a topic enters a topology once.
 *
 * <pre>
 *   before   Source a (t) ─▶ X        after   Source a (t) ─▶ X
 *            Source b (t) ─▶ Y                            └─▶ Y
 * </pre>
 */
final class MergeSources implements Rule {

    @Override
    public Plan apply(Plan plan) {
        Map<Object, PlanNode.Source> first = new HashMap<>();
        Map<Integer, Integer> replacedBy = new HashMap<>();
        List<PlanNode.Source> kept = new ArrayList<>();
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Source source && source.mergeable()) {
                PlanNode.Source earlier = first.putIfAbsent(what(source), source);
                if (earlier != null) {
                    checkSameBeginning(earlier, source);
                    replacedBy.put(source.id(), earlier.id());
                } else {
                    checkNoOverlap(source, kept);
                    kept.add(source);
                }
            }
        }
        return plan.map(
                node -> replacedBy.containsKey(node.id()) ? Optional.empty() : Optional.of(moved(node, replacedBy)));
    }

    /** A new parent comes behind those that stay: descriptions show parents in that order. */
    private static PlanNode moved(PlanNode node, Map<Integer, Integer> replacedBy) {
        List<Integer> parents = new ArrayList<>(node.parents());
        parents.removeIf(replacedBy::containsKey);
        node.parents().stream()
                .filter(replacedBy::containsKey)
                .map(replacedBy::get)
                .forEach(parents::add);
        return node.withParents(parents);
    }

    private static Object what(PlanNode.Source source) {
        return source.pattern() == null
                ? new HashSet<>(source.topics())
                : source.pattern().pattern();
    }

    private static void checkSameBeginning(PlanNode.Source one, PlanNode.Source other) {
        if (!Objects.equals(one.offsetReset(), other.offsetReset())) {
            throw new TopologyException("The sources " + one.name() + " and " + other.name() + " both read "
                    + (one.pattern() == null ? one.topics() : one.pattern()) + " but begin elsewhere: "
                    + beginning(one) + " and " + beginning(other)
                    + ". They are read once for both: give both the same AutoOffsetReset in Consumed.");
        }
    }

    private static String beginning(PlanNode.Source source) {
        AutoOffsetReset reset = source.offsetReset();
        return reset == null ? "auto.offset.reset of the configuration" : reset.toString();
    }

    private static void checkNoOverlap(PlanNode.Source source, List<PlanNode.Source> others) {
        for (PlanNode.Source other : others) {
            Set<String> common = new HashSet<>(other.topics());
            common.retainAll(source.topics());
            if (!common.isEmpty()) {
                throw new TopologyException(
                        "The sources " + other.name() + " and " + source.name() + " both read " + common
                                + " but differ in their other topics. Read each topic in one stream, and merge the streams.");
            }
        }
    }
}
