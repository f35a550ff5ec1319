package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Trials in which the two engines differed once, made small: each keeps what was mended for it. */
class FoundTrialsTest {

    private static final Store PLAIN = Store.PLAIN;
    static final Shape NUMBERS = Shape.stream(Kind.INTEGER, Kind.INTEGER);
    private static final Shape ROWS = Shape.table(Kind.INTEGER, Kind.INTEGER);

    static Node node(int id, Shape shape, Verb verb) {
        return new Node(id, shape, verb, null);
    }

    static Node stream(int id, String topic) {
        return node(id, NUMBERS, new Verb.Stream(List.of(topic), false, Verb.Times.RECORD));
    }

    private static Node table(int id, String topic) {
        return node(id, ROWS, new Verb.Table(topic, PLAIN));
    }

    static Node to(int id, Node from) {
        return node(id, from.shape(), new Verb.To(from.id(), "out", false, Verb.Partitioning.DEFAULT));
    }

    static Action pipe(String topic, @Nullable Integer key, @Nullable Integer value, long timestampMs) {
        return new Action.Pipe(topic, key, value, timestampMs, List.of());
    }

    private static void assertSame(Program.Settings settings, List<Node> nodes, Action... actions) {
        Trial trial = new Trial(new Program(nodes, settings), List.of(actions));
        Outcome expected = Engine.kafkaStreams().run(trial);
        assertThat(expected.failure()).isEmpty();
        assertThat(Difference.between(expected, Engine.millrace().run(trial))).isEmpty();
    }

    /**
     * The second stream's own time is behind that of the store, which does not keep its windows; their results are due
     * all the same.
     */
    @Test
    void whatComesTooLateForACachedStoreIsPassedOn() {
        Windowing hopping = new Windowing.Hopping(20, 4, 0);
        Shape windows = new Shape(true, Kind.INTEGER, hopping, Kind.INTEGER);
        Node cogroup = node(
                2, windows, new Verb.Cogroup(0, 1, false, hopping, new Store(null, Store.Engine.DEFAULT, true, true)));
        Node results = node(3, windows.asStream(), new Verb.ToStream(2, null));

        assertSame(
                Program.Settings.PLAIN.cached(),
                List.of(stream(0, "in0"), stream(1, "in1"), cogroup, results, to(4, results)),
                pipe("in0", 0, 7, 57),
                pipe("in1", 0, 5, 43));
    }

    /** When results leave depends on the last record that the walk over those without a match has come to. */
    @Test
    void anOuterJoinWhoseWindowsDifferBeforeAndAfterSendsInKafkasOrder() {
        Verb join = new Verb.JoinStream(0, 1, Verb.JoinKind.OUTER, 7, 3, 10, PLAIN);
        Node joined = node(2, NUMBERS, join);

        assertSame(
                Program.Settings.PLAIN,
                List.of(stream(0, "in0"), stream(1, "in1"), joined, to(3, joined)),
                pipe("in1", 2, 1, 0),
                pipe("in1", 2, 2, 4),
                pipe("in0", 0, 3, 6),
                pipe("in1", 1, 4, 7),
                pipe("in1", 2, 5, 19),
                pipe("in0", 2, 6, 20));
    }

    /** The walk ends at the second of two records that share a row, and not at the row behind it. */
    @Test
    void anOuterJoinLooksAtEachOfTheRecordsThatHaveOneKeyAndTime() {
        Verb join = new Verb.JoinStream(0, 1, Verb.JoinKind.OUTER, 3, 1, 15, PLAIN);
        Node joined = node(2, NUMBERS, join);

        assertSame(
                Program.Settings.PLAIN,
                List.of(stream(0, "in0"), stream(1, "in1"), joined, to(3, joined)),
                pipe("in1", 1, 6, 0),
                pipe("in0", 2, 3, 4),
                pipe("in0", 2, 3, 4),
                pipe("in0", 2, 7, 9),
                pipe("in0", 1, 5, 17),
                pipe("in1", 0, 4, 24));
    }

    /**
     * The window after the record of 6 is not there any more, since its aggregate is null; only a new time makes it
     * again.
     */
    @Test
    void aRecordOfATimeThatWasThereBeforeGivesItNoRightWindowAnew() {
        Windowing sliding = new Windowing.Sliding(3, 0);
        Shape windows = new Shape(true, Kind.LONG, sliding, Kind.INTEGER);
        Shape texts = Shape.stream(Kind.STRING, Kind.STRING);
        Node source = node(0, texts, new Verb.Stream(List.of("in0"), false, Verb.Times.RECORD));
        Verb fold = new Verb.Aggregate(
                0, Verb.Rekey.BY_VALUE, sliding, Verb.Emit.DEFAULT, Verb.Fold.AGGREGATE_TO_NULL, PLAIN);
        Node updates = node(2, windows.asStream(), new Verb.ToStream(1, null));

        assertSame(
                Program.Settings.PLAIN,
                List.of(source, node(1, windows, fold), updates, to(3, updates)),
                new Action.Pipe("in0", "b", "b", 6, List.of()),
                new Action.Pipe("in0", "a", "h", 9, List.of()),
                new Action.Pipe("in0", "c", "g", 6, List.of()),
                new Action.Pipe("in0", "c", "b", 12, List.of()));
    }

    @Test
    void aJoinsStoreWithoutANameCanBeQueriedByItsGeneratedOne() {
        Node join = node(2, ROWS, new Verb.JoinTables(0, 1, Verb.JoinKind.LEFT, PLAIN));
        Node foreign = node(3, ROWS, new Verb.JoinForeign(0, 1, false, Verb.Rekey.BY_VALUE, false, PLAIN));

        assertSame(Program.Settings.PLAIN, List.of(table(0, "in0"), table(1, "in1"), join, foreign));
    }

    @Test
    void aTransformedTableWithoutANameTakesNoNumber() {
        Node transformed = node(1, ROWS, new Verb.TransformValues(0, null, PLAIN));
        Node filtered = node(2, ROWS, new Verb.Filter(1, Verb.Test.ALL, false, PLAIN));

        assertSame(Program.Settings.PLAIN, List.of(table(0, "in0"), transformed, filtered), pipe("in0", 1, 2, 3));
    }

    @Test
    void aTopicIsFoundByItsPattern() {
        Node source = node(0, NUMBERS, new Verb.Stream(List.of("in0"), true, Verb.Times.RECORD));
        Node counted = node(1, NUMBERS, new Verb.Process(0, "counts", null, 0, 0));

        assertSame(Program.Settings.PLAIN, List.of(source, counted, to(2, counted)), pipe("in0", 1, 2, 3));
    }

    /** The join alone would drop it, but the peek stands below the topic that was moved up. */
    @Test
    void aStepBelowAMergedRepartitioningSeesNoRecordWithoutAKey() {
        Node rekeyed = node(2, NUMBERS, new Verb.SelectKey(1, Verb.Rekey.SOME_NULL));
        Node seen = node(3, NUMBERS, new Verb.Peek(2));
        Node joined = node(4, NUMBERS, new Verb.JoinTable(3, 0, false));

        assertSame(
                Program.Settings.PLAIN.optimized(),
                List.of(table(0, "in0"), stream(1, "in1"), rekeyed, seen, joined, to(5, joined)),
                pipe("in0", 1, 7, 0),
                pipe("in1", 2, 5, 0),
                pipe("in1", 1, 4, 0));
    }

    /**
     * Of its store, as what is computed from it: for joins that wait, and for filters, which then tell no late update.
     */
    @Test
    void aCogroupInAVersionedStoreHasAHistory() {
        Store versioned = new Store("versions", Store.Engine.VERSIONED_30_DAYS, false, true);
        Node cogroup = node(2, ROWS, new Verb.Cogroup(0, 1, false, Windowing.NONE, versioned));
        Node waiting = node(3, NUMBERS, new Verb.JoinTableInTime(0, 2, true, 20));
        Node filtered = node(5, ROWS, new Verb.Filter(2, Verb.Test.EVEN_VALUE, false, null));
        Node updates = node(6, NUMBERS, new Verb.ToStream(5, null));
        Node results = node(7, NUMBERS, new Verb.To(6, "updates", false, Verb.Partitioning.DEFAULT));

        assertSame(
                Program.Settings.PLAIN,
                List.of(
                        stream(0, "in0"),
                        stream(1, "in1"),
                        cogroup,
                        waiting,
                        to(4, waiting),
                        filtered,
                        updates,
                        results),
                pipe("in1", 1, 4, 10),
                pipe("in0", 1, 3, 30),
                pipe("in1", 1, 6, 20),
                pipe("in0", 1, 5, 60),
                pipe("in1", 1, 2, 40),
                pipe("in0", 1, 1, 90));
    }

    /** Not of the one that released it. */
    @Test
    void aHandlerIsToldTheOffsetOfTheRecordThatWaited() {
        Store versioned = new Store("versions", Store.Engine.VERSIONED_30_DAYS, false, true);
        Node table = node(1, ROWS, new Verb.Table("in1", versioned));
        Node waiting = node(2, NUMBERS, new Verb.JoinTableInTime(0, 1, true, 20));
        Node failing = node(3, NUMBERS, new Verb.Fail(2, Verb.Step.PROCESS_VALUES));

        assertSame(
                Program.Settings.PLAIN.onError(Program.OnError.RESUME),
                List.of(stream(0, "in0"), table, waiting, failing, to(4, failing)),
                pipe("in0", 1, 1, 0),
                pipe("in0", 1, 2, 1),
                pipe("in0", 1, 3, 2),
                pipe("in0", 1, 4, 3),
                pipe("in0", 1, 5, 4),
                pipe("in0", 1, 6, 5),
                pipe("in0", 1, 7, 6),
                pipe("in0", 1, 8, 7),
                pipe("in0", 1, 9, 100));
    }
}
