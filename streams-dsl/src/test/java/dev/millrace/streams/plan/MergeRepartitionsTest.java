package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.Repartitioned;
import org.junit.jupiter.api.Test;

class MergeRepartitionsTest {

    private final PlanBuilder plan = new PlanBuilder();
    private final KStream<String, String> rekeyed = PlanText.stream(plan, "t").selectKey((key, value) -> value);

    private java.util.List<String> merged() {
        return PlanText.of(new MergeRepartitions().apply(plan.plan()));
    }

    @Test
    void recordsAreRepartitionedOnceForAllUses() {
        rekeyed.groupByKey(Grouped.as("g")).count();
        rekeyed.filter((key, value) -> true).groupByKey().reduce((one, other) -> one);
        assertThat(merged())
                .containsExactly(
                        "KSTREAM-SOURCE-0",
                        "KSTREAM-KEY-SELECT-1 <- KSTREAM-SOURCE-0",
                        "g-repartition-source <- KSTREAM-KEY-SELECT-1 topic=g-repartition",
                        "KSTREAM-AGGREGATE-3 <- g-repartition-source kept",
                        "KSTREAM-FILTER-7 <- g-repartition-source",
                        "KSTREAM-REDUCE-9 <- KSTREAM-FILTER-7 kept");
    }

    @Test
    void otherUsesKeepTheirPlaceAbove() {
        rekeyed.groupByKey(Grouped.as("g")).count();
        rekeyed.to("x");
        assertThat(merged()).contains("KSTREAM-SINK-7 <- KSTREAM-KEY-SELECT-1");
    }

    @Test
    void behindAMergeOfStreamsTheTopicStandsBelowTheMerge() {
        KStream<String, String> both = rekeyed.merge(PlanText.stream(plan, "u").selectKey((key, value) -> value));
        both.groupByKey(Grouped.as("g")).count();
        both.groupByKey(Grouped.as("h")).count();
        assertThat(merged())
                .contains("g-repartition-source <- KSTREAM-MERGE-4 topic=g-repartition")
                .noneMatch(line -> line.contains("h-repartition"));
    }

    @Test
    void recordsWithOtherValuesKeepTheirOwnTopic() {
        rekeyed.mapValues(value -> value).groupByKey(Grouped.as("g")).count();
        rekeyed.groupByKey(Grouped.as("h")).count();
        assertThat(merged())
                .contains("g-repartition-source <- KSTREAM-MAPVALUES-2 topic=g-repartition")
                .contains("h-repartition-source <- KSTREAM-KEY-SELECT-1 topic=h-repartition");
    }

    @Test
    void whatTheUserAskedForIsLeftAlone() {
        rekeyed.repartition(Repartitioned.as("r")).groupByKey().count();
        Plan before = plan.plan();
        assertThat(new MergeRepartitions().apply(before)).isEqualTo(before);
    }
}
