package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void aTableThatIsNotKeptPassesUpdatesOn() {
        Bench bench = Bench.of(new TableSource<String, String>(null, false));
        assertThat(bench.feed("a=1@5", "a=null@6", "null=2@7")).containsExactly("a=1<null@5", "a=null<null@6");
    }

    @Test
    void aTableThatIsKeptKnowsTheOldValueAndTakesLateRecords() {
        Bench bench = Bench.of(new TableSource<String, Object>("s", true), TinyKeyValueStore.named("s"));
        assertThat(bench.feed("a=1@5", "a=2@3", "a=null@6")).containsExactly("a=1<null@5", "a=2<1@3", "a=null<2@6");
    }

    @Test
    void aFilterThatDoesNotKnowOldValuesSendsADeletionForAllThatItRefuses() {
        Bench bench = Bench.of(shortOnes(false));
        assertThat(bench.feed("a=1<null@5", "a=22<null@6", "a=33<null@7", "a=null<null@8"))
                .containsExactly("a=1<null@5", "a=null<null@6", "a=null<null@7", "a=null<null@8");
    }

    @Test
    void aFilterThatKnowsOldValuesKeepsNothingToNothingToItself() {
        Bench bench = Bench.of(shortOnes(true));
        assertThat(bench.feed("a=1<null@5", "a=22<1@6", "a=33<22@7", "a=null<33@8"))
                .containsExactly("a=1<null@5", "a=null<1@6");
    }

    private static TableMap<String, String, String> shortOnes(boolean sendOldValues) {
        return TableMap.filter((key, value) -> value.length() < 2, false, false, null, sendOldValues);
    }

    @Test
    void mapValuesMapsOldAndNewAndLeavesNullAlone() {
        Bench bench = Bench.of(TableMap.<String, String, String>mapValues((key, value) -> value + "!", null, true));
        assertThat(bench.feed("a=2<1@5", "a=null<2@6")).containsExactly("a=2!<1!@5", "a=null<2!@6");
    }

    @Test
    void aStreamOfATableHasItsNewValues() {
        Bench bench = Bench.of(new TableToStream<String, String>());
        assertThat(bench.feed("a=2<1@5", "a=null<2@6")).containsExactly("a=2@5", "a=null@6");
    }

    @Test
    void aViewIsComputedFromTheStoreAbove() {
        TinyKeyValueStore store = TinyKeyValueStore.named("s");
        store.put("a", ValueAndTimestamp.make("1", 5));
        store.put("b", ValueAndTimestamp.make("22", 6));
        Bench bench = Bench.of(new TableToStream<String, String>(), store);
        TableView.TableReader<String, String> reader = TableView.<String, String>ofStore("s")
                .filtered((key, value) -> value.length() < 2, false)
                .<String>mapped((key, value) -> key + value)
                .open(bench);
        assertThat(reader.get("a")).isEqualTo(ValueAndTimestamp.make("a1", 5));
        assertThat(reader.get("b")).isNull();
        assertThat(reader.get("c")).isNull();
    }

    @Test
    void aRegroupedEntryLeavesItsOldGroupAndComesToItsNewOne() {
        Bench bench = Bench.of(new TableSelect<String, String, String, String>(
                (key, value) -> KeyValue.pair(value.substring(0, 1), value)));
        assertThat(bench.feed("k=x1<null@5")).containsExactly("x=x1<null@5");
        assertThat(bench.feed("k=x2<x1@6")).containsExactly("x=x2<x1@6");
        assertThat(bench.feed("k=y1<x2@7")).containsExactly("x=null<x2@7", "y=y1<null@7");
        assertThat(bench.feed("k=null<y1@8")).containsExactly("y=null<y1@8");
    }

    @Test
    void aGroupsAggregateLosesOldValuesAndGainsNewOnes() {
        Bench bench = Bench.of(
                new TableAggregate<String, String, Object>(
                        "s",
                        () -> "I",
                        (key, value, soFar) -> soFar + "+" + value,
                        (key, value, soFar) -> soFar + "-" + value,
                        true),
                TinyKeyValueStore.named("s"));
        assertThat(bench.feed("g=1<null@5", "g=2<1@4", "g=null<2@9"))
                .containsExactly("g=I+1<null@5", "g=I+1-1+2<I+1@5", "g=I+1-1+2-2<I+1-1+2@9");
    }

    @Test
    void aChangeSurvivesItsJourneyThroughATopic() {
        ChangeSerde<String> serde = new ChangeSerde<>(Serdes.String());
        for (Change<String> change :
                List.of(new Change<>("n", "o"), new Change<>("n", (String) null), new Change<>((String) null, "o"))) {
            byte[] bytes = serde.serializer().serialize("t", new RecordHeaders(), change);
            assertThat(serde.deserializer().deserialize("t", new RecordHeaders(), bytes))
                    .isEqualTo(change);
        }
    }

    @Test
    void suppressionHoldsTheLastUpdateOfAKeyUntilItsTimeIsOver() {
        Bench bench = Bench.of(untilTimeLimit(Long.MAX_VALUE, false), new TinyBuffers.Suppression("b"));
        assertThat(bench.feed("a=1<null@5")).isEmpty();
        assertThat(bench.feed("a=2<1@6")).isEmpty();
        assertThat(bench.feed("b=3<null@14")).isEmpty();
        assertThat(bench.feed("c=4<null@15")).containsExactly("a=2<1@6");
    }

    @Test
    void aFullBufferSendsItsOldestEarlyOrStops() {
        Bench bench = Bench.of(untilTimeLimit(2, false), new TinyBuffers.Suppression("b"));
        assertThat(bench.feed("a=1<null@5")).isEmpty();
        assertThat(bench.feed("b=2<null@6")).isEmpty();
        assertThat(bench.feed("c=3<null@7")).containsExactly("a=1<null@5");
        Bench strict = Bench.of(untilTimeLimit(1, true), new TinyBuffers.Suppression("b"));
        strict.feed("a=1<null@5");
        assertThatThrownBy(() -> strict.feed("b=2<null@6"))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("buffer b")
                .hasMessageContaining("Raise the limit");
    }

    private static TableSuppress<String, String> untilTimeLimit(long maxRecords, boolean stopWhenFull) {
        return new TableSuppress<>(
                new TableSuppress.Policy<>(
                        "b", (key, timestampMs) -> timestampMs, 10, maxRecords, Long.MAX_VALUE, stopWhenFull, false),
                true);
    }
}
