package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import org.junit.jupiter.api.Test;

class KeepTablesThatAreReadTest {

    private final PlanBuilder plan = new PlanBuilder();

    @Test
    void aTableThatIsJoinedIsReadFromTheFirstThatCanBeKept() {
        KTable<String, String> table = PlanText.table(plan, "t").mapValues(value -> value);
        PlanText.stream(plan, "s").join(table, (left, right) -> left);
        assertThat(PlanText.of(new KeepTablesThatAreRead().apply(plan.plan())))
                .containsExactly(
                        "KSTREAM-SOURCE-1",
                        "KTABLE-SOURCE-2 <- KSTREAM-SOURCE-1 kept",
                        "KTABLE-MAPVALUES-3 <- KTABLE-SOURCE-2",
                        "KSTREAM-SOURCE-4",
                        "KSTREAM-JOIN-5 <- KSTREAM-SOURCE-4");
    }

    @Test
    void aTableThatIsKeptOnTheWayIsEnough() {
        KTable<String, String> table = PlanText.table(plan, "t")
                .filter((key, value) -> true, Materialized.as("f"))
                .mapValues(value -> value);
        PlanText.stream(plan, "s").join(table, (left, right) -> left);
        Plan before = plan.plan();
        assertThat(new KeepTablesThatAreRead().apply(before)).isEqualTo(before);
    }
}
