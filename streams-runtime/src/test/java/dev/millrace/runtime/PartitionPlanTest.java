package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.MissingSourceTopicException;
import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Repartitioned;
import dev.millrace.streams.kstream.TableJoined;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class PartitionPlanTest {

    private final StreamsBuilder builder = new StreamsBuilder();

    private AppLayout layout() {
        Map<String, Object> config = Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "app",
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class,
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        return new AppLayout(
                new RuntimeConfig(new StreamsConfig(config)), builder.build().graph(), false);
    }

    private PartitionPlan plan(Map<String, Integer> existing) {
        return PartitionPlan.of(layout(), existing);
    }

    private KStream<String, String> stream(String topic) {
        return builder.stream(topic);
    }

    @Test
    void aRepartitionTopicHasAsManyPartitionsAsTheWidestSourceBeforeIt() {
        stream("a").merge(stream("b")).repartition(Repartitioned.as("by")).to("out");

        PartitionPlan plan = plan(Map.of("a", 2, "b", 5, "out", 1));

        assertThat(plan.repartitions()).containsExactly(Map.entry("app-by-repartition", 5));
    }

    @Test
    void aGivenNumberHoldsAlsoForWhatComesAfter() {
        stream("a")
                .repartition(Repartitioned.<String, String>as("first").withNumberOfPartitions(7))
                .repartition(Repartitioned.as("second"))
                .to("out");

        assertThat(plan(Map.of("a", 2)).repartitions())
                .containsEntry("app-first-repartition", 7)
                .containsEntry("app-second-repartition", 7);
    }

    @Test
    void aRepartitionTopicTakesTheCountOfTheTopicItIsJoinedWith() {
        stream("narrow")
                .repartition(Repartitioned.as("by"))
                .join(
                        stream("wide"),
                        (left, right) -> left + right,
                        JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofSeconds(1)))
                .to("out");

        assertThat(plan(Map.of("narrow", 2, "wide", 6)).repartitions()).containsEntry("app-by-repartition", 6);
    }

    /** One sub-topology, since both sides of the join share a store: it writes the topic and reads it. */
    @Test
    void aSubTopologyMayReadTheRepartitionTopicThatItWrites() {
        KStream<String, String> a = stream("a");
        a.selectKey((key, value) -> value)
                .join(a, (left, right) -> left + right, JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofSeconds(1)))
                .to("out");

        assertThat(plan(Map.of("a", 4)).repartitions().values()).containsExactly(4);
    }

    @Test
    void behindAPatternThatNoTopicMatchesYetNothingIsCreatedUntilOneDoes() {
        builder.<String, String>stream(Pattern.compile("in-.*"))
                .repartition(Repartitioned.as("by"))
                .to("out");

        assertThat(plan(Map.of()).repartitions()).isEmpty();
        assertThat(plan(Map.of("in-a", 3)).repartitions()).containsExactly(Map.entry("app-by-repartition", 3));
    }

    @Test
    void theTopicsOfAForeignKeyJoinTakeTheCountsOfTheTablesTheyAreReadWith() {
        KTable<String, String> orders = builder.table("orders");
        KTable<String, String> customers = builder.table("customers");
        orders.join(customers, order -> order, (order, customer) -> order + customer, TableJoined.as("fk"))
                .toStream()
                .to("out");

        assertThat(plan(Map.of("orders", 5, "customers", 3)).repartitions())
                .containsOnly(
                        Map.entry("app-fk-subscription-registration-topic", 3),
                        Map.entry("app-fk-subscription-response-topic", 5));
    }

    @Test
    void aForeignKeyJoinOfRepartitionedTablesFindsItsCounts() {
        KTable<String, String> orders =
                stream("orders").selectKey((key, order) -> order).toTable(Named.as("by-order"));
        KTable<String, String> customers =
                stream("customers").selectKey((key, name) -> name).toTable(Named.as("by-name"));
        orders.join(customers, order -> order, (order, customer) -> order + customer, TableJoined.as("fk"))
                .toStream()
                .to("out");

        assertThat(plan(Map.of("orders", 5, "customers", 3)).repartitions())
                .containsEntry("app-fk-subscription-registration-topic", 3)
                .containsEntry("app-fk-subscription-response-topic", 5);
    }

    @Test
    void joinedTopicsOfDifferentWidthAreRefused() {
        stream("a")
                .join(
                        stream("b"),
                        (left, right) -> left + right,
                        JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofSeconds(1)))
                .to("out");

        assertThatThrownBy(() -> plan(Map.of("a", 2, "b", 3)))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("{a=2, b=3}")
                .hasMessageContaining("repartition()");
    }

    @Test
    void missingSourcesAreAllNamed() {
        stream("a").merge(stream("b")).to("out");

        assertThatThrownBy(() -> plan(Map.of()))
                .isInstanceOf(MissingSourceTopicException.class)
                .hasMessageContaining("[a, b]");
    }

    @Test
    void aSubTopologyHasATaskForEachPartitionOfItsWidestSource() {
        stream("a").merge(stream("b")).to("out");
        AppLayout layout = layout();

        PartitionPlan plan = PartitionPlan.of(layout, Map.of("a", 2, "b", 5));

        assertThat(plan.taskCount(layout.parts().get(0))).isEqualTo(5);
    }
}
