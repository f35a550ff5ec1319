package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.TimeWindows;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AggregationTest {

    private static final Aggregator<String, String, Object> APPEND = (key, value, soFar) -> soFar + value;
    private static final Aggregator<String, String, Object> REDUCE =
            (key, value, soFar) -> soFar == null ? value : soFar + value;

    @Test
    void anAggregateStartsWithTheInitializersAndHasTheLargestTimestamp() {
        Bench bench = Bench.of(
                new StreamAggregate<String, String, Object>("s", () -> "I", APPEND, false),
                TinyKeyValueStore.named("s"));
        assertThat(bench.feed("a=1@5", "a=2@3", "b=3@9")).containsExactly("a=I1<null@5", "a=I12<null@5", "b=I3<null@9");
    }

    @Test
    void recordsWithoutKeyOrValueAreDroppedAndCounted() {
        Bench bench = Bench.of(
                new StreamAggregate<String, String, Object>("s", () -> "I", APPEND, false),
                TinyKeyValueStore.named("s"));
        assertThat(bench.feed("null=1@5", "a=null@6")).isEmpty();
        assertThat(bench.droppedRecords()).isEqualTo(2);
    }

    @Test
    void oldValuesAreSentOnRequestAndTheFirstIsTheInitializers() {
        Bench bench = Bench.of(
                new StreamAggregate<String, String, Object>("s", () -> "I", APPEND, true),
                TinyKeyValueStore.named("s"));
        assertThat(bench.feed("a=1@5", "a=2@6")).containsExactly("a=I1<I@5", "a=I12<I1@6");
    }

    @Test
    void aReduceStartsWithItsFirstValueAndANullResultDeletes() {
        Bench bench = Bench.of(
                new StreamAggregate<String, String, Object>(
                        "s", () -> null, (key, value, soFar) -> value.equals("x") ? null : value, true),
                TinyKeyValueStore.named("s"));
        assertThat(bench.feed("a=1@5", "a=x@6", "a=2@7")).containsExactly("a=1<null@5", "a=null<1@6", "a=2<null@7");
    }

    @Test
    void whatAStoreHoldsBackIsSentOnceForEachKeyWhenItIsHandedOut() {
        TinyKeyValueStore store = new TinyKeyValueStore("s", true);
        Bench bench = Bench.of(new StreamAggregate<String, String, Object>("s", () -> "I", APPEND, true), store);
        assertThat(bench.feed("a=1@5", "a=2@6", "b=3@7")).isEmpty();
        store.flush();
        assertThat(bench.feed()).containsExactly("a=I12<null@6", "b=I3<null@7");
        bench.feed("a=4@8");
        store.flush();
        assertThat(bench.feed()).containsExactly("a=I124<I12@8");
    }

    @Test
    void hoppingWindowsTakeARecordInEachThatHoldsItEarliestFirst() {
        TimeWindows windows = TimeWindows.ofSizeAndGrace(Duration.ofMillis(10), Duration.ofMillis(10))
                .advanceBy(Duration.ofMillis(5));
        Bench bench = Bench.of(
                new WindowAggregate<String, String, Object>("s", windows, () -> "I", APPEND, false),
                new TinyWindowStore.Timestamped("s"));
        assertThat(bench.feed("a=1@3")).containsExactly("[a@0/10]=I1<null@3");
        assertThat(bench.feed("a=2@5")).containsExactly("[a@0/10]=I12<null@5", "[a@5/15]=I2<null@5");
        assertThat(bench.feed("a=3@10")).containsExactly("[a@5/15]=I23<null@10", "[a@10/20]=I3<null@10");
    }

    @Test
    void aWindowIsClosedWhenStreamTimeHasPassedItsEndByTheGrace() {
        TimeWindows windows = TimeWindows.ofSizeAndGrace(Duration.ofMillis(10), Duration.ofMillis(5));
        Bench bench = Bench.of(
                new WindowAggregate<String, String, Object>("s", windows, () -> null, REDUCE, false),
                new TinyWindowStore.Timestamped("s"));
        assertThat(bench.feed("a=1@3", "b=x@14", "a=2@4"))
                .containsExactly("[a@0/10]=1<null@3", "[b@10/20]=x<null@14", "[a@0/10]=12<null@4");
        assertThat(bench.feed("b=y@15", "a=late@5")).containsExactly("[b@10/20]=xy<null@15");
        assertThat(bench.droppedRecords()).isEqualTo(1);
    }

    @Test
    void afterARestartWhatWasLateIsLateAgain() {
        TimeWindows windows = TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(10));
        Bench bench = Bench.resumed(
                new WindowAggregate<String, String, Object>("s", windows, () -> null, REDUCE, false),
                25,
                new TinyWindowStore.Timestamped("s"));
        assertThat(bench.feed("a=late@9", "a=1@21")).containsExactly("[a@20/30]=1<null@21");
    }

    @Test
    void aRecordBetweenTwoSessionsMakesOneOfThemAndDeletesBoth() {
        SessionWindows windows = SessionWindows.ofInactivityGapAndGrace(Duration.ofMillis(10), Duration.ofMillis(100));
        Bench bench = Bench.of(sessions(windows, true), new TinySessionStore("s"));
        assertThat(bench.feed("a=1@5")).containsExactly("[a@5/5]=I1<null@5");
        assertThat(bench.feed("a=2@22")).containsExactly("[a@22/22]=I2<null@22");
        assertThat(bench.feed("a=3@14"))
                .containsExactly("[a@5/5]=null<I1@5", "[a@22/22]=null<I2@22", "[a@5/22]=I|I1|I23<null@22");
    }

    @Test
    void aRecordAtTheTimeOfASessionOfOneInstantReplacesItWithoutADeletion() {
        SessionWindows windows = SessionWindows.ofInactivityGapAndGrace(Duration.ofMillis(10), Duration.ofMillis(10));
        Bench bench = Bench.of(sessions(windows, true), new TinySessionStore("s"));
        assertThat(bench.feed("a=1@5", "a=2@5")).containsExactly("[a@5/5]=I1<null@5", "[a@5/5]=I|I12<null@5");
    }

    @Test
    void aSessionIsClosedWhenItEndedBeforeStreamTimeLessGapAndGrace() {
        SessionWindows windows = SessionWindows.ofInactivityGapAndGrace(Duration.ofMillis(10), Duration.ofMillis(10));
        Bench bench = Bench.of(sessions(windows, false), new TinySessionStore("s"));
        assertThat(bench.feed("b=x@100", "a=late@79", "a=1@80"))
                .containsExactly("[b@100/100]=Ix<null@100", "[a@80/80]=I1<null@80");
        assertThat(bench.droppedRecords()).isEqualTo(1);
    }

    private static SessionAggregate<String, String, Object> sessions(SessionWindows windows, boolean sendOldValues) {
        return new SessionAggregate<>(
                "s", windows, () -> "I", APPEND, (key, one, other) -> one + "|" + other, sendOldValues);
    }
}
