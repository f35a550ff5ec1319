package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final PlanBuilder plan = new PlanBuilder();
    private final KTable<String, String> versioned = plan.table("t", strings(), kept("versions", 60));
    private final KTable<String, String> present = plan.table("p", strings(), Materialized.as("present"));

    private static Consumed<String, String> strings() {
        return Consumed.with(Serdes.String(), Serdes.String());
    }

    private static Materialized<String, String, KeyValueStore<Bytes, byte[]>> kept(String name, long historyMs) {
        return Materialized.as(Stores.persistentVersionedKeyValueStore(name, Duration.ofMillis(historyMs)));
    }

    private static OptionalLong historyOf(KTable<?, ?> table) {
        return ((PlannedTable<?, ?>) table).historyRetentionMs();
    }

    @Test
    void aTableInAVersionedStoreHasThatOfItsStore() {
        assertThat(historyOf(versioned)).hasValue(60);
        assertThat(historyOf(present)).isEmpty();
    }

    @Test
    void whatIsComputedValueByValueHasThatOfTheTableAbove() {
        KTable<String, String> computed =
                versioned.filter((key, value) -> true).mapValues(value -> value).filterNot((key, value) -> false);
        assertThat(historyOf(computed)).hasValue(60);
    }

    @Test
    void aStoreOfItsOwnDecides() {
        assertThat(historyOf(versioned.filter((key, value) -> true, Materialized.as("kept"))))
                .isEmpty();
        assertThat(historyOf(versioned.mapValues((key, value) -> value, Named.as("longer"), kept("longer", 90))))
                .hasValue(90);
        assertThat(historyOf(present.mapValues((key, value) -> value, Named.as("begun"), kept("begun", 30))))
                .hasValue(30);
    }

    @Test
    void aJoinIsOfThePresentUnlessItIsKeptInAVersionedStore() {
        assertThat(historyOf(versioned.join(versioned, (left, right) -> left))).isEmpty();
        assertThat(historyOf(versioned.join(present, (left, right) -> left, kept("joined", 45))))
                .hasValue(45);
    }
}
