package dev.millrace.conformance.differential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Draws programs that the DSL accepts: every verb is given what it can work on. */
/*
 * A program grows from its sources: a verb is drawn and put on a node that suits it, most often a young one, so that
 * chains form. In the end every loose end gets a topic, so that what each verb does is seen.
 */
final class ProgramGenerator {

    private final Random random;
    private final VerbGenerator verbs;
    private final List<Node> nodes = new ArrayList<>();
    private int topics;

    ProgramGenerator(Random random, long unitMs) {
        this.random = random;
        this.verbs = new VerbGenerator(random, unitMs);
    }

    Program draw() {
        int sources = 1 + random.nextInt(3);
        for (int i = 0; i < sources; i++) {
            source();
        }
        int wanted = nodes.size() + 1 + random.nextInt(7);
        for (int tries = 0; nodes.size() < wanted && tries < 100; tries++) {
            grow();
        }
        finish();
        return new Program(List.copyOf(nodes), settings());
    }

    /*
     * Some things are not drawn together. Kafka Streams' store of a join of streams takes note of the time of a null value in
     * memory, but not on RocksDB; ours does in both. And its optimization repartitions records before a user's processor that
     * stands between a new key and the use of it, as if it changed nothing (KAFKA-19668); ours does not.
     */
    private Program.Settings settings() {
        boolean joins = nodes.stream().anyMatch(node -> node.verb() instanceof Verb.JoinStream);
        boolean processors = nodes.stream()
                .anyMatch(node -> node.verb() instanceof Verb.Process || node.verb() instanceof Verb.ProcessValues);
        return new Program.Settings(
                random.nextInt(5) < 3 ? 0 : 1 << 20,
                random.nextInt(12) == 0 && !joins,
                random.nextInt(4) == 0 && !processors);
    }

    private void source() {
        Kind key = verbs.kind();
        Kind value = verbs.kind();
        String topic = "in" + topics++;
        if (random.nextInt(3) == 0) {
            add(Shape.table(key, value), new Verb.Table(topic, verbs.store(nodes.size())));
        } else {
            add(Shape.stream(key, value), new Verb.Stream(topic));
        }
    }

    private Node add(VerbGenerator.Drawn drawn) {
        return add(drawn.shape(), drawn.verb());
    }

    private Node add(Shape shape, Verb verb) {
        int id = nodes.size();
        @Nullable String named = random.nextInt(4) == 0 ? "name-" + id : null;
        Node node = new Node(id, shape, verb, named);
        nodes.add(node);
        return node;
    }

    private void grow() {
        int kind = random.nextInt(20);
        if (kind < 9) {
            pick(each -> !each.shape().table()).ifPresent(this::onStream);
        } else if (kind < 13) {
            pick(each -> each.shape().table()).ifPresent(this::onTable);
        } else if (kind < 16) {
            pick(each -> !each.shape().table() && !each.shape().windowed())
                    .ifPresent(from -> add(verbs.aggregate(from, nodes.size())));
        } else {
            pick(each -> !each.shape().windowed()).ifPresent(this::pair);
        }
    }

    private Optional<Node> pick(Predicate<Node> suits) {
        List<Node> candidates = nodes.stream()
                .filter(each -> !(each.verb() instanceof Verb.Split) && !(each.verb() instanceof Verb.To))
                .filter(suits)
                .toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        int young = Math.max(random.nextInt(candidates.size()), random.nextInt(candidates.size()));
        return Optional.of(candidates.get(young));
    }

    private void onStream(Node from) {
        Node node = add(verbs.onStream(from, nodes.size()));
        if (node.verb() instanceof Verb.Split split) {
            for (int i = 0; i <= split.tests().size(); i++) {
                add(node.shape(), new Verb.Branch(node.id(), i));
            }
        }
    }

    private void onTable(Node from) {
        add(verbs.onTable(from, nodes.size(), serdesKnown(from)));
    }

    /** What a suppression and a join by foreign key need: they take the serdes from the table; the default is for strings. */
    private boolean serdesKnown(Node table) {
        if (table.verb() instanceof Verb.MapValues map && map.store() == null) {
            return false;
        }
        return !(table.verb() instanceof Verb.Filter filter) || serdesKnown(nodes.get(filter.from()));
    }

    private void pair(Node left) {
        if (left.shape().table() && random.nextBoolean()) {
            pick(each -> each.shape().table() && !each.shape().windowed() && each.id() != left.id())
                    .filter(right -> serdesKnown(left) && serdesKnown(right))
                    .ifPresent(right -> add(verbs.foreign(left, right, nodes.size())));
            return;
        }
        boolean table = random.nextBoolean();
        Optional<Node> other = pick(each -> !each.shape().windowed()
                && each.shape().key() == left.shape().key()
                && (each.shape().table() || !table));
        if (other.isPresent()) {
            boolean turn = left.shape().table() && !other.get().shape().table();
            Node first = turn ? other.get() : left;
            Node second = turn ? left : other.get();
            if (first.shape().table() && first.id() == second.id()) {
                return;
            }
            add(verbs.pair(first, second, nodes.size()));
        }
    }

    private void finish() {
        Set<Integer> used = new HashSet<>();
        nodes.forEach(node -> used.addAll(node.verb().inputs()));
        for (Node node : List.copyOf(nodes)) {
            if (used.contains(node.id()) && random.nextInt(6) != 0 || node.verb() instanceof Verb.Split) {
                continue;
            }
            Node stream =
                    node.shape().table() ? add(node.shape().asStream(), new Verb.ToStream(node.id(), null)) : node;
            add(stream.shape(), new Verb.To(stream.id(), "out" + nodes.size()));
        }
    }
}
