package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.Repartitioned;
import dev.millrace.streams.kstream.StreamJoined;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepNullKeysTest {

    private static final JoinWindows WINDOWS = JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofMinutes(1));

    private final PlanBuilder plan = new PlanBuilder();
    private final KStream<String, String> rekeyed = PlanText.stream(plan, "t").selectKey((key, value) -> value);

    /** The repartitionings that let records without a key through. */
    private List<String> keeping() {
        return new KeepNullKeys()
                .apply(plan.plan()).nodes().stream()
                        .filter(node -> node instanceof PlanNode.Repartition repartition && repartition.keepsNullKeys())
                        .map(node -> ((PlanNode.Repartition) node).topic())
                        .toList();
    }

    @Test
    void aLeftJoinGetsRecordsWithoutAKeyFromAllTopicsAboveIt() {
        rekeyed.repartition(Repartitioned.as("one"))
                .selectKey((key, value) -> value)
                .leftJoin(PlanText.table(plan, "u"), (left, right) -> left, Joined.as("two"));
        assertThat(keeping()).containsExactly("one-repartition", "two-repartition");
    }

    @Test
    void anOuterJoinGetsThemOnBothSides() {
        KStream<String, String> other = PlanText.stream(plan, "u").selectKey((key, value) -> value);
        rekeyed.outerJoin(
                other,
                (left, right) -> left,
                WINDOWS,
                StreamJoined.<String, String, String>as("s").withName("j"));
        assertThat(keeping()).containsExactly("j-left-repartition", "j-right-repartition");
    }

    @Test
    void innerJoinsAndAggregatesGetNone() {
        rekeyed.groupByKey(Grouped.as("g")).count();
        rekeyed.join(PlanText.table(plan, "u"), (left, right) -> left);
        assertThat(keeping()).isEmpty();
    }
}
