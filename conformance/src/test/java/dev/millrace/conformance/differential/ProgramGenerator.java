package dev.millrace.conformance.differential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Draws programs that the DSL accepts: every verb is given what it can work on. */
/*
 * A program grows from its sources: a verb is drawn and put on a node that suits it, most often a young one, so that
 * chains form. In the end every loose end gets a topic, so that what each verb does is seen.
 */
final class ProgramGenerator {

    private final Draw draw;
    private final StreamVerbs streamVerbs;
    private final TableVerbs tableVerbs;
    private final PairVerbs pairVerbs;
    private final List<Node> nodes = new ArrayList<>();
    private int topics;

    ProgramGenerator(Draw draw) {
        this.draw = draw;
        this.streamVerbs = new StreamVerbs(draw);
        this.tableVerbs = new TableVerbs(draw);
        this.pairVerbs = new PairVerbs(draw);
    }

    Program draw() {
        int sources = 1 + draw.upTo(3);
        for (int i = 0; i < sources; i++) {
            source();
        }
        int wanted = nodes.size() + 1 + draw.upTo(7);
        for (int tries = 0; nodes.size() < wanted && tries < 100; tries++) {
            grow();
        }
        finish();
        separateOffsets();
        return new Program(List.copyOf(nodes), settings());
    }

    /**
     * Kafka Streams' driver numbers the records of all topics of a pattern together; a suppression writes the numbers
     * down, and a handler of errors is told them.
     */
    private void separateOffsets() {
        if (nodes.stream().anyMatch(node -> node.verb() instanceof Verb.Suppress || node.verb() instanceof Verb.Fail)) {
            nodes.replaceAll(node ->
                    node.verb() instanceof Verb.Stream stream && stream.topics().size() > 1
                            ? new Node(
                                    node.id(),
                                    node.shape(),
                                    new Verb.Stream(stream.topics(), false, stream.times()),
                                    node.named())
                            : node);
        }
    }

    private Program.Settings settings() {
        long cacheBytes = draw.upTo(5) < 3 ? 0 : 1 << 20;
        boolean closedSessions = Program.sendsClosedSessions(nodes);
        boolean rocksDb = closedSessions ? !hasWindowsRekeyed() && !draw.oneIn(4) : draw.oneIn(8);
        String optimization = draw.oneIn(3) ? optimization() : "none";
        // A cache of Kafka Streams loses the headers of sessions.
        boolean headers = draw.oneIn(rocksDb ? 2 : 12)
                && (cacheBytes == 0 || nodes.stream().noneMatch(ProgramGenerator::hasSessions));
        return new Program.Settings(cacheBytes, rocksDb, optimization, headers, onError());
    }

    /** Mostly it goes on, so that there is more to compare. */
    private Program.OnError onError() {
        boolean fails = nodes.stream().anyMatch(node -> node.verb() instanceof Verb.Fail);
        if (!fails) {
            return Program.OnError.DEFAULT;
        }
        return draw.oneIn(2) ? Program.OnError.RESUME : draw.one(Program.OnError.values());
    }

    private boolean hasWindowsRekeyed() {
        return nodes.stream().anyMatch(node -> node.verb() instanceof Verb.ToStream stream && stream.key() != null);
    }

    private static boolean hasSessions(Node node) {
        return node.shape().windowing() instanceof Windowing.Session;
    }

    private String optimization() {
        if (Overlooked.in(nodes)) {
            return draw.oneIn(2) ? "reuse.ktable.source.topics,single.store.self.join" : "reuse.ktable.source.topics";
        }
        return draw.oneIn(4) ? "merge.repartition.topics" : "all";
    }

    private void source() {
        Kind key = draw.kind();
        Kind value = draw.kind();
        if (draw.oneIn(3)) {
            add(Shape.table(key, value), new Verb.Table(topic(), draw.store(nodes.size())));
        } else {
            add(Shape.stream(key, value), stream());
        }
    }

    private String topic() {
        return "in" + topics++;
    }

    private Verb.Stream stream() {
        Verb.Times times = draw.oneIn(5) ? draw.one(Verb.Times.values()) : Verb.Times.RECORD;
        String topic = topic();
        // Kafka Streams' driver has one queue for all topics of a pattern, so they have one partition time there.
        boolean pattern = times != Verb.Times.PARTITION_TIME && draw.oneIn(6);
        return draw.oneIn(6)
                ? new Verb.Stream(List.of(topic + "a", topic + "b"), pattern, times)
                : new Verb.Stream(List.of(topic), draw.oneIn(12), times);
    }

    private void add(Drawn drawn) {
        add(drawn.shape(), drawn.verb());
    }

    private Node add(Shape shape, Verb verb) {
        int id = nodes.size();
        @Nullable String named = draw.oneIn(4) ? "name-" + id : null;
        Node node = new Node(id, shape, verb, named);
        nodes.add(node);
        return node;
    }

    private void grow() {
        int kind = draw.upTo(22);
        if (kind < 9) {
            pick(each -> !each.shape().table()).ifPresent(this::onStream);
        } else if (kind < 13) {
            pick(each -> each.shape().table()).ifPresent(this::onTable);
        } else if (kind < 16) {
            pick(ProgramGenerator::isPlainStream).ifPresent(from -> add(streamVerbs.aggregate(from, nodes.size())));
        } else if (kind < 20) {
            pick(each -> !each.shape().windowed()).ifPresent(this::pair);
        } else if (kind == 20) {
            pick(ProgramGenerator::isPlainStream).ifPresent(this::withGlobal);
        } else if (draw.oneIn(3)) {
            pick(ProgramGenerator::isPlainStream).ifPresent(node -> add(pairVerbs.selfJoin(node)));
        }
    }

    private static boolean isPlainStream(Node node) {
        return !node.shape().table() && !node.shape().windowed();
    }

    private static boolean isEnd(Verb verb) {
        return verb instanceof Verb.To || verb instanceof Verb.Foreach || verb instanceof Verb.Print;
    }

    private static boolean isGlobal(Verb verb) {
        return verb instanceof Verb.GlobalTable || verb instanceof Verb.GlobalStore;
    }

    private Optional<Node> pick(Predicate<Node> suits) {
        List<Node> candidates = nodes.stream()
                .filter(each -> !(each.verb() instanceof Verb.Split) && !isEnd(each.verb()) && !isGlobal(each.verb()))
                .filter(suits)
                .toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        int young = Math.max(draw.upTo(candidates.size()), draw.upTo(candidates.size()));
        return Optional.of(candidates.get(young));
    }

    private void onStream(Node from) {
        Drawn drawn = streamVerbs.on(from, nodes.size());
        Node node = add(drawn.shape(), drawn.verb());
        if (node.verb() instanceof Verb.Split split) {
            int branches = split.tests().size() + (split.defaultBranch() ? 1 : 0);
            for (int i = 0; i < branches; i++) {
                add(node.shape(), new Verb.Branch(node.id(), i));
            }
        }
    }

    private void onTable(Node from) {
        add(tableVerbs.on(from, nodes.size(), serdesKnown(from)));
    }

    /**
     * What a suppression and a join by foreign key need: they take the serdes from the table; the default is for
     * strings.
     */
    private boolean serdesKnown(Node table) {
        if (table.verb() instanceof Verb.MapValues map && map.store() == null) {
            return false;
        }
        if (table.verb() instanceof Verb.TransformValues transform && transform.store() == null) {
            return false;
        }
        if (table.verb() instanceof Verb.JoinTables join && join.store() == null) {
            return false;
        }
        if (table.verb() instanceof Verb.JoinForeign join && join.store() == null) {
            return false;
        }
        return !(table.verb() instanceof Verb.Filter filter) || serdesKnown(nodes.get(filter.from()));
    }

    private void withGlobal(Node left) {
        Optional<Node> there =
                nodes.stream().filter(node -> isGlobal(node.verb())).findFirst();
        if (there.isPresent() && draw.oneIn(2)) {
            add(pairVerbs.global(left, there.get()));
            return;
        }
        int id = nodes.size();
        Verb verb = draw.oneIn(3)
                ? new Verb.GlobalStore(topic(), "global-" + id)
                : new Verb.GlobalTable(topic(), new Store("global-" + id, Store.Engine.DEFAULT, draw.oneIn(2), true));
        add(pairVerbs.global(left, add(Shape.table(draw.kind(), draw.kind()), verb)));
    }

    private void pair(Node left) {
        if (left.shape().table() && draw.oneIn(2)) {
            pick(each -> each.shape().table() && !each.shape().windowed() && each.id() != left.id())
                    .filter(right -> serdesKnown(left) && serdesKnown(right))
                    .ifPresent(right -> add(pairVerbs.foreign(left, right, nodes.size())));
            return;
        }
        boolean table = draw.oneIn(2);
        Optional<Node> other = pick(each -> !each.shape().windowed()
                && each.shape().key() == left.shape().key()
                && (each.shape().table() || !table)
                && (each.id() != left.id() || draw.oneIn(8)));
        if (other.isPresent()) {
            boolean turn = left.shape().table() && !other.get().shape().table();
            Node first = turn ? other.get() : left;
            Node second = turn ? left : other.get();
            if (first.shape().table() && first.id() == second.id()) {
                return;
            }
            add(pairVerbs.on(first, second, nodes.size()));
        }
    }

    private void finish() {
        Set<Integer> used = new HashSet<>();
        nodes.forEach(node -> used.addAll(node.verb().inputs()));
        for (Node node : List.copyOf(nodes)) {
            if (used.contains(node.id()) && !draw.oneIn(6)
                    || node.verb() instanceof Verb.Split
                    || isGlobal(node.verb())) {
                continue;
            }
            end(node.shape().table() ? add(node.shape().asStream(), new Verb.ToStream(node.id(), null)) : node);
        }
    }

    private void end(Node stream) {
        if (draw.oneIn(20)) {
            add(stream.shape(), draw.oneIn(3) ? new Verb.Print(stream.id()) : new Verb.Foreach(stream.id()));
        } else {
            add(
                    stream.shape(),
                    new Verb.To(stream.id(), "out" + nodes.size(), draw.oneIn(8), streamVerbs.partitioning()));
        }
    }
}
