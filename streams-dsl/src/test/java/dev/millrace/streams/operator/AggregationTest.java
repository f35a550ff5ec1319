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
                new WindowAggregate<String, String, Object>("s", windows, () -> "I", APPEND, Emission.onUpdate(false)),
                new TinyWindowStore.Timestamped("s"));
        assertThat(bench.feed("a=1@3")).containsExactly("[a@0/10]=I1<null@3");
        assertThat(bench.feed("a=2@5")).containsExactly("[a@0/10]=I12<null@5", "[a@5/15]=I2<null@5");
        assertThat(bench.feed("a=3@10")).containsExactly("[a@5/15]=I23<null@10", "[a@10/20]=I3<null@10");
    }

    @Test
    void aWindowIsClosedWhenStreamTimeHasPassedItsEndByTheGrace() {
        TimeWindows windows = TimeWindows.ofSizeAndGrace(Duration.ofMillis(10), Duration.ofMillis(5));
        Bench bench = Bench.of(
                new WindowAggregate<String, String, Object>("s", windows, () -> null, REDUCE, Emission.onUpdate(false)),
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
                new WindowAggregate<String, String, Object>("s", windows, () -> null, REDUCE, Emission.onUpdate(false)),
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

    @Test
    void onCloseAWindowIsSentOnceWhenItHasClosedInTheOrderOfStartsThenKeys() {
        Bench bench = Bench.of(onClose(), new TinyWindowStore.Timestamped("s"));
        assertThat(bench.feed("b=1@3", "a=2@4", "a=3@12", "a=4@8")).isEmpty();
        bench.advanceWallClock(1_000);
        assertThat(bench.feed("a=5@25"))
                .containsExactly("[a@0/10]=I24<null@8", "[b@0/10]=I1<null@3", "[a@10/20]=I3<null@12");
        bench.advanceWallClock(1_000);
        assertThat(bench.feed("a=6@26")).isEmpty();
    }

    @Test
    void afterARestartNoWindowIsSentTwiceAndNoneIsLeftOut() {
        Bench before = Bench.of(onClose(), new TinyWindowStore.Timestamped("s"));
        before.feed("a=1@3", "a=2@11");
        before.advanceWallClock(1_000);
        assertThat(before.feed("b=3@16")).containsExactly("[a@0/10]=I1<null@3");
        assertThat(before.feed("b=4@25")).as("the wall clock has not moved on").isEmpty();
        Bench after = before.restarted(onClose(), 25);
        assertThat(after.feed("c=5@26")).containsExactly("[a@10/20]=I2<null@11", "[b@10/20]=I3<null@16");
        assertThat(after.changes("s"))
                .containsExactly(
                        "+ [a@0] I1 @3", "+ [a@10] I2 @11", "+ [b@10] I3 @16", "+ [b@20] I4 @25", "+ [c@20] I5 @26");
    }

    @Test
    void aStoreThatIsAboutToForgetAWindowDoesNotLoseItsResult() {
        Bench bench = Bench.of(onClose(), new TinyWindowStore.Timestamped("s"));
        assertThat(bench.feed("a=1@3", "a=2@1020")).containsExactly("[a@0/10]=I1<null@3");
    }

    @Test
    void onCloseASessionIsSentOnceWhenItHasClosed() {
        SessionWindows windows = SessionWindows.ofInactivityGapAndGrace(Duration.ofMillis(10), Duration.ofMillis(5));
        Bench bench = Bench.of(sessions(windows, Emission.onClose(1_000)), new TinySessionStore("s"));
        assertThat(bench.feed("a=1@3", "a=2@12", "b=3@20")).isEmpty();
        bench.advanceWallClock(1_000);
        assertThat(bench.feed("c=4@28")).containsExactly("[a@3/12]=I|I12<null@12");
        bench.advanceWallClock(1_000);
        assertThat(bench.feed("c=5@36")).containsExactly("[b@20/20]=I3<null@20");
    }

    @Test
    void afterARestartNoSessionIsSentTwiceAndNoneIsLeftOut() {
        SessionWindows windows = SessionWindows.ofInactivityGapAndGrace(Duration.ofMillis(10), Duration.ofMillis(5));
        Bench before = Bench.of(sessions(windows, Emission.onClose(1_000)), new TinySessionStore("s"));
        before.feed("a=1@3", "a=2@12", "b=3@20");
        before.advanceWallClock(1_000);
        assertThat(before.feed("c=4@28")).containsExactly("[a@3/12]=I|I12<null@12");
        Bench after = before.restarted(sessions(windows, Emission.onClose(1_000)), 28);
        assertThat(after.feed("c=5@36")).containsExactly("[b@20/20]=I3<null@20");
        assertThat(after.changes("s"))
                .containsExactly(
                        "+ [a@3/3] I1",
                        "- [a@3/3]",
                        "+ [a@3/12] I|I12",
                        "+ [b@20/20] I3",
                        "+ [c@28/28] I4",
                        "- [c@28/28]",
                        "+ [c@28/36] I|I45");
    }

    private static WindowAggregate<String, String, Object> onClose() {
        TimeWindows windows = TimeWindows.ofSizeAndGrace(Duration.ofMillis(10), Duration.ofMillis(5));
        return new WindowAggregate<>("s", windows, () -> "I", APPEND, Emission.onClose(1_000));
    }

    private static SessionAggregate<String, String, Object> sessions(SessionWindows windows, boolean sendOldValues) {
        return sessions(windows, Emission.onUpdate(sendOldValues));
    }

    private static SessionAggregate<String, String, Object> sessions(SessionWindows windows, Emission emission) {
        return new SessionAggregate<>(
                "s", windows, () -> "I", APPEND, (key, one, other) -> one + "|" + other, emission);
    }
}
