package dev.millrace.conformance.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.threads.Linearizability.Done;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A counter whose increments return what it was: histories that an order explains, and histories that none does. */
class LinearizabilityTest {
    private static final Linearizability.Model<Integer> COUNTER = (state, operation, result) ->
            state.equals(result) ? (operation.equals("increment") ? state + 1 : state) : null;

    @Test
    void operationsAtTheSameTimeMayHaveHappenedInAnyOrder() {
        assertThat(explained(new Done("increment", 1, 1, 10), new Done("increment", 0, 2, 9)))
                .isTrue();
    }

    @Test
    void anOperationThatHadEndedCameFirst() {
        assertThat(explained(new Done("increment", 1, 1, 2), new Done("increment", 0, 3, 4)))
                .isFalse();
    }

    @Test
    void aLostUpdateIsFound() {
        assertThat(explained(new Done("increment", 0, 1, 10), new Done("increment", 0, 2, 9)))
                .isFalse();
    }

    @Test
    void aStaleReadIsFound() {
        assertThat(explained(new Done("increment", 0, 1, 2), new Done("read", 0, 3, 4)))
                .isFalse();
        assertThat(explained(new Done("increment", 0, 1, 3), new Done("read", 0, 2, 4)))
                .isTrue();
    }

    private static boolean explained(Done... history) {
        return Linearizability.isExplained(List.of(history), 0, COUNTER);
    }
}
