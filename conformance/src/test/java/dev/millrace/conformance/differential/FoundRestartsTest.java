package dev.millrace.conformance.differential;

import static dev.millrace.conformance.differential.FoundTrialsTest.NUMBERS;
import static dev.millrace.conformance.differential.FoundTrialsTest.node;
import static dev.millrace.conformance.differential.FoundTrialsTest.pipe;
import static dev.millrace.conformance.differential.FoundTrialsTest.stream;
import static dev.millrace.conformance.differential.FoundTrialsTest.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Trials in which a restart was seen once, made small: each keeps what was mended for it. */
class FoundRestartsTest {

    private static void assertUnseen(Verb.JoinKind kind, Action... actions) {
        Node join = node(2, NUMBERS, new Verb.JoinStream(0, 1, kind, 5, 5, 0, Store.PLAIN));
        List<Node> nodes = List.of(stream(0, "in0"), stream(1, "in1"), join, to(3, join));
        Trial trial = new Trial(new Program(nodes, Program.Settings.PLAIN), List.of(actions));
        assertThat(new RestartTest().difference(trial)).isEmpty();
    }

    /** It is not kept, so only what the operator has committed knows of it. Seed 1001717. */
    @Test
    void aNullValueMakesRecordsLateForAJoinAfterARestartToo() {
        assertUnseen(
                Verb.JoinKind.INNER,
                pipe("in1", 1, null, 50),
                new Action.Restart(),
                pipe("in1", 1, 2, 1),
                pipe("in0", 1, 3, 2));
    }

    /**
     * The last look, at 6, came to the record of 5, so the next one is not before 11; the record of 4 could leave at
     * 10.
     */
    @Test
    void aJoinLooksAtWhatWaitsWhenItWouldHaveWithoutARestart() {
        assertUnseen(
                Verb.JoinKind.LEFT,
                pipe("in0", 1, 0, 0),
                pipe("in0", 1, 1, 4),
                pipe("in0", 1, 2, 5),
                pipe("in0", 1, 3, 6),
                new Action.Restart(),
                pipe("in0", 1, 4, 10),
                pipe("in0", 1, 5, 20));
    }
}
