package dev.millrace.conformance.differential;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Kafka Streams' {@code merge.repartition.topics} overlooks between new keys and the use of them; ours does not,
 * so these programs are not compared with it. Each stands in the migration page.
 *
 * <ul>
 *   <li>A user's processor, or a join with a global table: records are repartitioned before it, as if it changed nothing
 *       (KAFKA-19668).
 *   <li>A merge of streams one of which is used elsewhere, too: records are repartitioned once, before the merge, which lets
 *       what comes from the other stream through as it is.
 * </ul>
 */
final class Overlooked {

    private final List<Node> nodes;

    private Overlooked(List<Node> nodes) {
        this.nodes = nodes;
    }

    static boolean in(List<Node> nodes) {
        Overlooked program = new Overlooked(nodes);
        return nodes.stream().anyMatch(node -> isProcessor(node.verb()) && program.hasNewKeys(node))
                || nodes.stream().anyMatch(node -> node.verb() instanceof Verb.Merge && program.isBypassed(node));
    }

    private static boolean isProcessor(Verb verb) {
        return verb instanceof Verb.Process
                || verb instanceof Verb.ProcessValues
                || verb instanceof Verb.Keep
                || verb instanceof Verb.Share
                || verb instanceof Verb.Route
                || verb instanceof Verb.LookUp
                || verb instanceof Verb.Fail fail && fail.step() != Verb.Step.MAP_VALUES
                || verb instanceof Verb.JoinGlobal;
    }

    private static boolean changesKeys(Verb verb) {
        return verb instanceof Verb.Map
                || verb instanceof Verb.FlatMap
                || verb instanceof Verb.SelectKey
                || verb instanceof Verb.Process
                || verb instanceof Verb.Keep
                || verb instanceof Verb.Share
                || verb instanceof Verb.Route
                || verb instanceof Verb.Fail fail && fail.step() == Verb.Step.PROCESS
                || verb instanceof Verb.ToStream stream && stream.key() != null;
    }

    private boolean hasNewKeys(Node node) {
        return changesKeys(node.verb())
                || above(node).stream()
                        .anyMatch(each -> changesKeys(nodes.get(each).verb()));
    }

    private boolean isBypassed(Node merge) {
        Set<Integer> above = above(merge);
        return nodes.stream()
                .filter(node -> node.id() != merge.id() && !above.contains(node.id()))
                .anyMatch(node -> node.verb().inputs().stream().anyMatch(above::contains));
    }

    private Set<Integer> above(Node node) {
        Set<Integer> above = new HashSet<>();
        Deque<Integer> next = new ArrayDeque<>(node.verb().inputs());
        while (!next.isEmpty()) {
            int id = next.remove();
            if (above.add(id)) {
                next.addAll(nodes.get(id).verb().inputs());
            }
        }
        return above;
    }
}
