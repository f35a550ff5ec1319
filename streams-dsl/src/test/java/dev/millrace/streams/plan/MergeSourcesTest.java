package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.Consumed;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MergeSourcesTest {

    private final PlanBuilder plan = new PlanBuilder();

    @Test
    void streamsOfTheSameTopicBeginAtOneSource() {
        PlanText.stream(plan, "t").to("x");
        PlanText.stream(plan, "t").to("y");
        assertThat(PlanText.of(new MergeSources().apply(plan.plan())))
                .containsExactly(
                        "KSTREAM-SOURCE-0", "KSTREAM-SINK-1 <- KSTREAM-SOURCE-0", "KSTREAM-SINK-3 <- KSTREAM-SOURCE-0");
    }

    @Test
    void soDoStreamsOfTheSamePattern() {
        plan.stream(Pattern.compile("t.*"), Consumed.with(null, null)).to("x");
        plan.stream(Pattern.compile("t.*"), Consumed.with(null, null)).to("y");
        assertThat(PlanText.of(new MergeSources().apply(plan.plan()))).hasSize(3);
    }

    @Test
    void streamsOfDifferentTopicsStayApart() {
        PlanText.stream(plan, "t").to("x");
        PlanText.stream(plan, "u").to("y");
        assertThat(new MergeSources().apply(plan.plan()).nodes()).hasSize(4);
    }

    @Test
    void streamsThatShareSomeTopicsAreRefused() {
        plan.stream(List.of("t", "u"), Consumed.with(null, null)).to("x");
        PlanText.stream(plan, "u").to("y");
        assertThatThrownBy(() -> new MergeSources().apply(plan.plan()))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("KSTREAM-SOURCE-0000000000")
                .hasMessageContaining("[u]")
                .hasMessageContaining("merge the streams");
    }
}
