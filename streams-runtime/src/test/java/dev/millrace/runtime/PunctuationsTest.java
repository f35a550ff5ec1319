package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.processor.Cancellable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PunctuationsTest {

    private final Punctuations punctuations = new Punctuations();
    private final List<String> calls = new ArrayList<>();

    private boolean at(long timeMs) {
        return 0
                < punctuations.run(timeMs, (node, punctuator, time) -> {
                    calls.add(node + "@" + time);
                    punctuator.punctuate(time);
                });
    }

    @Test
    void runsAtTheFirstTimeAndThenAtEachInterval() {
        punctuations.add("p", time -> {}, 0, 10);

        assertThat(at(3)).isTrue();
        assertThat(at(9)).isFalse();
        assertThat(at(10)).isTrue();
        assertThat(calls).containsExactly("p@3", "p@10");
        assertThat(punctuations.nextMs()).isEqualTo(20);
    }

    @Test
    void aJumpOfTimeCausesOneCallAndKeepsTheRhythm() {
        punctuations.add("p", time -> {}, 10, 10);

        at(57);

        assertThat(calls).containsExactly("p@57");
        assertThat(punctuations.nextMs()).isEqualTo(60);
    }

    @Test
    void aPunctuatorMayCancelItself() {
        Cancellable[] own = new Cancellable[1];
        own[0] = punctuations.add("p", time -> own[0].cancel(), 1, 1);

        at(1);
        at(2);

        assertThat(calls).containsExactly("p@1");
        assertThat(punctuations.nextMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theEarliestComesFirst() {
        punctuations.add("late", time -> {}, 20, 100);
        punctuations.add("early", time -> {}, 10, 100);

        at(30);

        assertThat(calls).containsExactly("early@30", "late@30");
    }
}
