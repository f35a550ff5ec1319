package dev.millrace.conformance.differential;

import java.util.List;
import java.util.stream.Collectors;

/** A topology as data: the verbs in the order in which they are called, and what the configuration says. */
public record Program(List<Node> nodes, Settings settings) {

    public record Settings(long cacheBytes, boolean rocksDb, boolean optimize) {}

    public Node node(int id) {
        return nodes.stream().filter(node -> node.id() == id).findFirst().orElseThrow();
    }

    /** The topics the test writes to. */
    public List<Topic> inputs() {
        return nodes.stream()
                .filter(node -> node.verb() instanceof Verb.Stream || node.verb() instanceof Verb.Table)
                .map(node -> new Topic(
                        node.verb() instanceof Verb.Stream stream ? stream.topic() : ((Verb.Table) node.verb()).topic(),
                        node.shape()))
                .distinct()
                .toList();
    }

    /** The topics the test reads. */
    public List<Topic> outputs() {
        return nodes.stream()
                .filter(node -> node.verb() instanceof Verb.To)
                .map(node -> new Topic(((Verb.To) node.verb()).topic(), node.shape()))
                .toList();
    }

    @Override
    public String toString() {
        return settings + "\n" + nodes.stream().map(Node::toString).collect(Collectors.joining("\n"));
    }
}
