package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        Map<Object, Integer> first = new HashMap<>();
        Map<Integer, Integer> replacedBy = new HashMap<>();
        List<PlanNode.Source> kept = new ArrayList<>();
        for (PlanNode node : plan.nodes()) {
            if (node instanceof PlanNode.Source source && source.mergeable()) {
                Integer earlier = first.putIfAbsent(what(source), source.id());
                if (earlier != null) {
                    replacedBy.put(source.id(), earlier);
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
