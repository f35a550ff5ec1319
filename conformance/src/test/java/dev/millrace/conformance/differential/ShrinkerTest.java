package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private static final Trial BIG = Stream.iterate(0L, seed -> seed + 1)
            .map(TrialGenerator::draw)
            .filter(trial -> has(trial, Verb.Merge.class) && moves(trial))
            .findFirst()
            .orElseThrow();

    private static boolean has(Trial trial, Class<?> verb) {
        return trial.program().nodes().stream().anyMatch(node -> verb.isInstance(node.verb()));
    }

    private static boolean moves(Trial trial) {
        return trial.actions().stream().anyMatch(Action.Advance.class::isInstance);
    }

    @Test
    void onlyWhatTheFailureNeedsIsLeft() {
        Trial small = new Shrinker(trial -> has(trial, Verb.Merge.class) && moves(trial), 1000).shrink(BIG);

        assertThat(small.actions()).singleElement().isInstanceOf(Action.Advance.class);
        List<Node> nodes = small.program().nodes();
        assertThat(nodes.get(nodes.size() - 1).verb()).isInstanceOf(Verb.Merge.class);
        assertThat(nodes).hasSizeLessThan(BIG.program().nodes().size());
    }

    @Test
    void aTrialThatStopsFailingIsNotTaken() {
        Trial kept = new Shrinker(trial -> trial.equals(BIG), 1000).shrink(BIG);

        assertThat(kept).isEqualTo(BIG);
    }
}
