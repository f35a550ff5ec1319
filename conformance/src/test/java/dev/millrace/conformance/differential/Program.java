package dev.millrace.conformance.differential;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A topology as data: the verbs in the order in which they are called, and what the configuration says. */
public record Program(List<Node> nodes, Settings settings) {

    /** The topic of records that could not be processed. */
    public static final String DEAD_LETTERS = "dead-letters";

    /** What becomes of a record for which a processor throws: {@code processing.exception.handler}. */
    public enum OnError {
        /** Nothing is said, so the application ends. */
        DEFAULT,
        /** It ends by a handler that writes down what it was told, as do the next two. */
        FAIL,
        RESUME,
        /** Goes on, with a record to a topic of those that failed. */
        DEAD_LETTER,
        /** Kafka Streams' own handler that goes on. */
        CONTINUE;

        boolean ends() {
            return this == DEFAULT || this == FAIL;
        }
    }

    /**
     * What the configuration says.
     *
     * @param optimization {@code topology.optimization}
     * @param headers whether the DSL's stores keep headers, {@code dsl.store.format}
     * @param onError what is done about a processor that throws
     */
    public record Settings(long cacheBytes, boolean rocksDb, String optimization, boolean headers, OnError onError) {

        /** Neither caches nor optimization, in memory. */
        public static final Settings PLAIN = new Settings(0, false, "none", false, OnError.DEFAULT);

        public Settings cached() {
            return new Settings(1 << 20, rocksDb, optimization, headers, onError);
        }

        public Settings onRocksDb() {
            return new Settings(cacheBytes, true, optimization, headers, onError);
        }

        public Settings optimized() {
            return new Settings(cacheBytes, rocksDb, "all", headers, onError);
        }

        public Settings onError(OnError other) {
            return new Settings(cacheBytes, rocksDb, optimization, headers, other);
        }
    }

    public Node node(int id) {
        return nodes.stream().filter(node -> node.id() == id).findFirst().orElseThrow();
    }

    /** The topics the test writes to. */
    public List<Topic> inputs() {
        return nodes.stream()
                .flatMap(node -> sources(node.verb()).map(topic -> new Topic(topic, node.shape())))
                .distinct()
                .toList();
    }

    private static Stream<String> sources(Verb verb) {
        if (verb instanceof Verb.Stream stream) {
            return stream.topics().stream();
        }
        if (verb instanceof Verb.Table table) {
            return Stream.of(table.topic());
        }
        if (verb instanceof Verb.GlobalTable table) {
            return Stream.of(table.topic());
        }
        return verb instanceof Verb.GlobalStore store ? Stream.of(store.topic()) : Stream.empty();
    }

    /** The names of those that tasks read: not what every task has a copy of. */
    public Set<String> taskInputs() {
        return nodes.stream()
                .filter(node ->
                        !(node.verb() instanceof Verb.GlobalTable) && !(node.verb() instanceof Verb.GlobalStore))
                .flatMap(node -> sources(node.verb()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The topics the test reads. */
    public List<Topic> outputs() {
        Stream<Topic> ofSinks = nodes.stream()
                .filter(node -> node.verb() instanceof Verb.To)
                .flatMap(node ->
                        ((Verb.To) node.verb()).topics().stream().map(topic -> new Topic(topic, node.shape())));
        Stream<Topic> aside = settings.onError() == OnError.DEAD_LETTER
                ? Stream.of(new Topic(DEAD_LETTERS, Shape.stream(Kind.STRING, Kind.STRING)))
                : Stream.empty();
        return Stream.concat(ofSinks, aside).toList();
    }

    /**
     * Whether results come in another order in Kafka Streams: sessions of one end, which close together, in that of
     * their starts on RocksDB, in ours always in that of their keys.
     */
    boolean hasOwnOrder() {
        return settings.rocksDb() && sendsClosedSessions(nodes);
    }

    static boolean sendsClosedSessions(List<Node> nodes) {
        return nodes.stream()
                .anyMatch(node -> node.verb() instanceof Verb.Aggregate by
                        && by.windowing() instanceof Windowing.Session
                        && by.emit() == Verb.Emit.ON_CLOSE);
    }

    @Override
    public String toString() {
        return settings + "\n" + nodes.stream().map(Node::toString).collect(Collectors.joining("\n"));
    }
}
