package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.KStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SingleStoreSelfJoinTest {

    private static final JoinWindows WINDOWS = JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofMinutes(1));

    private final PlanBuilder plan = new PlanBuilder();

    @Test
    void aStreamThatIsJoinedWithItselfIsWrittenOnceAndJoinedInOneStep() {
        KStream<String, String> stream = PlanText.stream(plan, "s");
        stream.join(stream, (left, right) -> left, WINDOWS).to("x");
        assertThat(PlanText.of(new SingleStoreSelfJoin().apply(plan.plan())))
                .containsExactly(
                        "KSTREAM-SOURCE-0",
                        "KSTREAM-WINDOWED-1 <- KSTREAM-SOURCE-0",
                        "KSTREAM-MERGE-5 <- KSTREAM-WINDOWED-1",
                        "KSTREAM-SINK-6 <- KSTREAM-MERGE-5");
    }

    @Test
    void twoStreamsOfOneTopicAreOneStreamOnceTheirSourcesAreMerged() {
        PlanText.stream(plan, "s").join(PlanText.stream(plan, "s"), (left, right) -> left, WINDOWS);
        Plan merged = new MergeSources().apply(plan.plan());
        assertThat(PlanText.of(new SingleStoreSelfJoin().apply(merged))).hasSize(3);
    }

    @Test
    void aJoinOfTwoStreamsStays() {
        PlanText.stream(plan, "s").join(PlanText.stream(plan, "t"), (left, right) -> left, WINDOWS);
        Plan before = plan.plan();
        assertThat(new SingleStoreSelfJoin().apply(before)).isEqualTo(before);
    }
}
