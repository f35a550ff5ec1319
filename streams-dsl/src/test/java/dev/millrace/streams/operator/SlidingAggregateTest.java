package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.SlidingWindows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows of 10 ms, both ends included; a window's text is {@code [key@start/end]}. */
class SlidingAggregateTest {

    private static final Aggregator<String, String, Object> APPEND = (key, value, soFar) -> soFar + value;

    @Test
    void eachRecordEndsAWindowAndOneThatComesSoonAfterStartsOne() {
        Bench bench = bench(100);
        assertThat(bench.feed("a=1@20")).containsExactly("[a@10/20]=>1<>@20");
        assertThat(bench.feed("a=2@26")).containsExactly("[a@21/31]=>2<>@26", "[a@16/26]=>12<>1@26");
        assertThat(bench.feed("a=3@40")).containsExactly("[a@30/40]=>3<>@40");
    }

    @Test
    void aRecordOutOfOrderChangesTheWindowsThatHoldItsTimeAndBeginsItsRightWindowWithWhatIsThere() {
        Bench bench = bench(100);
        bench.feed("a=1@20", "a=2@26");
        assertThat(bench.feed("a=3@23"))
                .containsExactly(
                        "[a@21/31]=>23<>2@26", "[a@16/26]=>123<>12@26", "[a@13/23]=>13<>1@23", "[a@24/34]=>2<null@26");
    }

    @Test
    void aSecondRecordOfATimeMakesNoNewWindows() {
        Bench bench = bench(100);
        bench.feed("a=1@20");
        assertThat(bench.feed("a=2@20")).containsExactly("[a@10/20]=>12<>1@20");
    }

    @Test
    void oneWindowStartsAtZeroForAllRecordsWhoseOwnWouldStartBefore() {
        Bench bench = bench(100);
        assertThat(bench.feed("a=1@3")).containsExactly("[a@0/10]=>1<>@3");
        assertThat(bench.feed("a=2@7")).containsExactly("[a@4/14]=>2<>@7", "[a@0/10]=>12<>1@7");
        assertThat(bench.feed("a=3@5"))
                .containsExactly("[a@4/14]=>23<>2@7", "[a@6/16]=>2<null@7", "[a@0/10]=>123<>12@7");
    }

    @Test
    void aRecordIsLateWhenTheLastWindowThatCouldHoldItIsClosed() {
        Bench bench = bench(5);
        bench.feed("a=1@40");
        assertThat(bench.feed("a=late@24", "a=null@40", "null=1@40")).isEmpty();
        assertThat(bench.droppedRecords()).isEqualTo(3);
        assertThat(bench.feed("a=2@25"))
                .as("only its left window is there, which is closed")
                .isEmpty();
        assertThat(bench.droppedRecords()).isEqualTo(4);
    }

    @Test
    void anAggregateThatIsChangedInPlaceIsNotSharedByWindows() {
        TinyWindowStore.Copying store = new TinyWindowStore.Copying("s");
        Bench bench = Bench.of(
                new SlidingAggregate<String, String, Object>(
                        "s",
                        SlidingWindows.ofTimeDifferenceAndGrace(Duration.ofMillis(10), Duration.ofMillis(100)),
                        ArrayList::new,
                        (key, value, soFar) -> {
                            @SuppressWarnings("unchecked")
                            List<String> list = (List<String>) soFar;
                            list.add(value);
                            return list;
                        },
                        Emission.onUpdate(false)),
                store);
        bench.feed("a=1@20", "a=2@26");
        assertThat(bench.feed("a=3@23")).contains("[a@24/34]=[2]<null@26", "[a@13/23]=[1, 3]<null@23");
    }

    @Test
    void onCloseAWindowIsSentOnceWhenStreamTimeHasPassedItsEndAndGrace() {
        Bench bench = Bench.of(operator(5, Emission.onClose(1_000)), new TinyWindowStore.Timestamped("s"));
        assertThat(bench.feed("a=1@20", "a=2@26")).isEmpty();
        bench.advanceWallClock(1_000);
        assertThat(bench.feed("b=3@36")).containsExactly("[a@10/20]=>1<null@20", "[a@16/26]=>12<null@26");
        assertThat(bench.feed("b=4@37")).isEmpty();
        bench.advanceWallClock(1_000);
        assertThat(bench.feed("b=5@37")).containsExactly("[a@21/31]=>2<null@26");
    }

    @Test
    void afterARestartNoWindowIsSentTwiceAndNoneIsLeftOut() {
        Bench before = Bench.of(operator(5, Emission.onClose(1_000)), new TinyWindowStore.Timestamped("s"));
        before.feed("a=1@20", "a=2@26");
        before.advanceWallClock(1_000);
        assertThat(before.feed("b=3@26")).containsExactly("[a@10/20]=>1<null@20");
        Bench after = before.restarted(operator(5, Emission.onClose(1_000)), 26);
        assertThat(after.feed("b=4@36")).containsExactly("[a@16/26]=>12<null@26", "[b@16/26]=>3<null@26");
        assertThat(after.changes("s"))
                .containsExactly(
                        "+ [a@10] >1 @20",
                        "+ [a@21] >2 @26",
                        "+ [a@16] >12 @26",
                        "+ [b@16] >3 @26",
                        "+ [b@27] >4 @36",
                        "+ [b@26] >34 @36");
    }

    /** The window after 20 was there, and became null. */
    @Test
    void aSecondRecordOfATimeBringsNoWindowBackThatIsGone() {
        SlidingWindows windows = SlidingWindows.ofTimeDifferenceAndGrace(Duration.ofMillis(10), Duration.ofMillis(10));
        Bench bench = Bench.of(
                new SlidingAggregate<String, String, Object>(
                        "s",
                        windows,
                        () -> ">",
                        (key, value, soFar) -> value.equals("x") && soFar.equals(">") ? null : soFar + value,
                        Emission.onUpdate(true)),
                new TinyWindowStore.Timestamped("s"));
        bench.feed("a=1@20", "a=x@26");
        assertThat(bench.feed("a=2@20")).containsExactly("[a@16/26]=>1x2<>1x@26", "[a@10/20]=>12<>1@20");
        assertThat(bench.changes("s"))
                .containsExactly(
                        "+ [a@10] >1 @20", "- [a@21]", "+ [a@16] >1x @26", "+ [a@16] >1x2 @26", "+ [a@10] >12 @20");
    }

    private static Bench bench(long graceMs) {
        return Bench.of(operator(graceMs, Emission.onUpdate(true)), new TinyWindowStore.Timestamped("s"));
    }

    private static SlidingAggregate<String, String, Object> operator(long graceMs, Emission emission) {
        return new SlidingAggregate<>(
                "s",
                SlidingWindows.ofTimeDifferenceAndGrace(Duration.ofMillis(10), Duration.ofMillis(graceMs)),
                () -> ">",
                APPEND,
                emission);
    }
}
