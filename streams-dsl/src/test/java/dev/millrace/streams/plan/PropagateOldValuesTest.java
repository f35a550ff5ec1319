package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import org.junit.jupiter.api.Test;

class PropagateOldValuesTest {

    private final PlanBuilder plan = new PlanBuilder();

    @Test
    void aGroupedTableGetsOldValuesFromTheBeginningWhichIsKeptForThem() {
        KTable<String, String> table = PlanText.table(plan, "t");
        table.filter((key, value) -> true).groupBy(KeyValue::pair);
        assertThat(PlanText.of(new PropagateOldValues().apply(plan.plan())))
                .containsExactly(
                        "KSTREAM-SOURCE-1",
                        "KTABLE-SOURCE-2 <- KSTREAM-SOURCE-1 kept old",
                        "KTABLE-FILTER-3 <- KTABLE-SOURCE-2 old",
                        "KTABLE-SELECT-4 <- KTABLE-FILTER-3");
    }

    @Test
    void aTableThatIsKeptNeedNotAskTheOneAbove() {
        KTable<String, String> table = PlanText.table(plan, "t");
        table.mapValues(value -> value, Materialized.as("m")).groupBy(KeyValue::pair);
        assertThat(PlanText.of(new PropagateOldValues().apply(plan.plan())))
                .containsExactly(
                        "KSTREAM-SOURCE-1",
                        "KTABLE-SOURCE-2 <- KSTREAM-SOURCE-1",
                        "KTABLE-MAPVALUES-3 <- KTABLE-SOURCE-2 kept old",
                        "KTABLE-SELECT-4 <- KTABLE-MAPVALUES-3");
    }

    @Test
    void whoDoesNotNeedOldValuesCausesNone() {
        PlanText.table(plan, "t").filter((key, value) -> true).toStream().to("x");
        Plan before = plan.plan();
        assertThat(new PropagateOldValues().apply(before)).isEqualTo(before);
    }
}
