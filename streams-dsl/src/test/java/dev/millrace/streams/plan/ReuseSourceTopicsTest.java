package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class ReuseSourceTopicsTest {

    private final PlanBuilder plan = new PlanBuilder();

    private static Materialized<String, String, KeyValueStore<Bytes, byte[]>> as(String name) {
        return Materialized.as(name);
    }

    @Test
    void aKeptTableOfATopicIsRestoredFromIt() {
        plan.table("t", Consumed.with(null, null), as("s"));
        assertThat(PlanText.of(new ReuseSourceTopics().apply(plan.plan())))
                .containsExactly("KSTREAM-SOURCE-0", "KTABLE-SOURCE-1 <- KSTREAM-SOURCE-0 kept from topic");
    }

    @Test
    void tablesWithoutStoreOrWithoutLogAndAggregatesAreLeftAlone() {
        PlanText.table(plan, "t");
        plan.table("u", Consumed.with(null, null), as("s").withLoggingDisabled());
        KeyValueMapper<String, String, String> byValue = (key, value) -> value;
        PlanText.stream(plan, "v").groupBy(byValue).count();
        Plan before = plan.plan();
        assertThat(new ReuseSourceTopics().apply(before)).isEqualTo(before);
    }
}
