package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.KTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepByStepTest {

    private final PlanBuilder plan = new PlanBuilder();
    private final Rule rule = new StepByStep(List.of(new PropagateOldValues(), new KeepTablesThatAreRead()));

    @Test
    void aFilterFindsATableKeptOnlyIfItsReaderCameBefore() {
        KTable<String, String> table = PlanText.table(plan, "t");
        table.filter((key, value) -> true);
        PlanText.stream(plan, "s").join(table, (left, right) -> left);
        table.filter((key, value) -> true);
        assertThat(PlanText.of(rule.apply(plan.plan())))
                .containsExactly(
                        "KSTREAM-SOURCE-1",
                        "KTABLE-SOURCE-2 <- KSTREAM-SOURCE-1 kept old",
                        "KTABLE-FILTER-3 <- KTABLE-SOURCE-2",
                        "KSTREAM-SOURCE-4",
                        "KSTREAM-JOIN-5 <- KSTREAM-SOURCE-4",
                        "KTABLE-FILTER-6 <- KTABLE-SOURCE-2 old");
    }

    @Test
    void aFilterOfJoinedTablesGetsTheirOldValues() {
        KTable<String, String> left = PlanText.table(plan, "l");
        left.join(PlanText.table(plan, "r"), (one, two) -> one).filter((key, value) -> true);
        assertThat(PlanText.of(rule.apply(plan.plan())))
                .contains(
                        "KTABLE-SOURCE-2 <- KSTREAM-SOURCE-1 kept old", "KTABLE-SOURCE-5 <- KSTREAM-SOURCE-4 kept old")
                .contains("KTABLE-FILTER-9 <- KTABLE-MERGE-6 old");
    }
}
