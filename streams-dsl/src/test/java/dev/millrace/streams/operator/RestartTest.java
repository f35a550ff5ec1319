package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.SlidingWindows;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.operator.StreamStreamJoin.Side;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What operators with state do after a restart: a new operator, with stores that were filled from the changelogs of the
 * one before and with the marks that it has committed, sends what the one before would have sent. The changelog of each
 * store is the whole of it, from before and after: what the operator relies on must be in there.
 */
class RestartTest {

    @Test
    void aKeptTableKnowsTheOldValueOfARecordThatComesAfter() {
        Bench before = Bench.of(new TableSource<String, Object>("s", true), TinyKeyValueStore.named("s"));
        before.feed("a=1@5");
        Bench after = before.restarted(new TableSource<String, Object>("s", true), 5);
        assertThat(after.feed("a=2@6", "a=null@7")).containsExactly("a=2<1@6", "a=null<2@7");
        assertThat(after.changes("s")).containsExactly("+ a 1 @5", "+ a 2 @6", "- a");
    }

    @Test
    void anAggregateGoesOnFromItsStore() {
        Bench before = Bench.of(counting(), TinyKeyValueStore.named("s"));
        before.feed("a=1@5", "a=2@6");
        Bench after = before.restarted(counting(), 6);
        assertThat(after.feed("a=3@3")).containsExactly("a=I123<I12@6");
        assertThat(after.changes("s")).containsExactly("+ a I1 @5", "+ a I12 @6", "+ a I123 @6");
    }

    @Test
    void aReduceGoesOnFromItsStoreAndWhatItDeletedBeginsAnew() {
        Bench before = Bench.of(reducing(), TinyKeyValueStore.named("s"));
        before.feed("a=1@5", "b=1@6", "b=x@7");
        Bench after = before.restarted(reducing(), 7);
        assertThat(after.feed("a=2@8", "b=2@9")).containsExactly("a=12<1@8", "b=2<null@9");
        assertThat(after.changes("s")).containsExactly("+ a 1 @5", "+ b 1 @6", "- b", "+ a 12 @8", "+ b 2 @9");
    }

    @Test
    void aGroupOfATableLosesWhatCameToItBefore() {
        Bench before = Bench.of(group(), TinyKeyValueStore.named("s"));
        before.feed("g=1<null@5", "g=2<null@6");
        Bench after = before.restarted(group(), 6);
        assertThat(after.feed("g=null<1@7")).containsExactly("g=I+1+2-1<I+1+2@7");
        assertThat(after.changes("s")).containsExactly("+ g I+1 @5", "+ g I+1+2 @6", "+ g I+1+2-1 @7");
    }

    @Test
    void aKeptJoinOfTablesSendsTheValueFromItsStoreAsTheOldOne() {
        Bench before = Bench.of(new TableMerge<String, Object>("s", true), TinyKeyValueStore.named("s"));
        assertThat(before.feed("a=1/T<null@5")).containsExactly("a=1/T<null@5");
        Bench after = before.restarted(new TableMerge<String, Object>("s", true), 5);
        assertThat(after.feed("a=2/T<1/T@6", "a=null<2/T@7")).containsExactly("a=2/T<1/T@6", "a=null<2/T@7");
        assertThat(after.changes("s")).containsExactly("+ a 1/T @5", "+ a 2/T @6", "- a");
    }

    @Test
    void aKeptMapOfATableSendsTheValueFromItsStoreAsTheOldOne() {
        Bench before = Bench.of(map(), TinyKeyValueStore.named("s"));
        assertThat(before.feed("a=1<null@5")).containsExactly("a=1!<null@5");
        Bench after = before.restarted(map(), 5);
        assertThat(after.feed("a=2<1@6")).containsExactly("a=2!<1!@6");
        assertThat(after.changes("s")).containsExactly("+ a 1! @5", "+ a 2! @6");
    }

    @Test
    void aJoinOfTablesReadsWhatTheOtherTableHeldBefore() {
        TinyKeyValueStore other = TinyKeyValueStore.named("t");
        other.put("a", ValueAndTimestamp.make("T", 9));
        Bench before = Bench.of(tables(), other);
        assertThat(before.restarted(tables(), 9).feed("a=1<null@5")).containsExactly("a=1/T<null@9");
    }

    @Test
    void whatASuppressionHoldsLeavesAtItsTimeAndNotAtTheStart() {
        Bench before = Bench.of(suppress(), new TinyBuffers.Suppression("b"));
        assertThat(before.feed("a=1<null@5")).isEmpty();
        Bench after = before.restarted(suppress(), 5);
        assertThat(after.feed("b=2<null@14")).isEmpty();
        assertThat(after.feed("c=3<null@15")).containsExactly("a=1<null@5");
        assertThat(after.changes("b")).containsExactly("+ a 1 @5", "+ b 2 @14", "+ c 3 @15", "- a");
    }

    @Test
    void aSuppressionGoesOnFromItsStreamTime() {
        Bench before = Bench.of(suppress(), new TinyBuffers.Suppression("b"));
        before.feed("a=1<null@100");
        assertThat(before.restarted(suppress(), -1).feed("b=2<null@90")).containsExactly("b=2<null@90");
    }

    @Test
    void aSessionThatWasClosedStaysClosedAndAnOpenOneGrows() {
        Bench before = Bench.of(sessions(), new TinySessionStore("s"));
        before.feed("a=1@100");
        Bench after = before.restarted(sessions(), -1);
        assertThat(after.feed("a=late@79")).isEmpty();
        assertThat(after.droppedRecords()).isEqualTo(1);
        assertThat(after.feed("a=2@105")).containsExactly("[a@100/100]=null<I1@100", "[a@100/105]=I|I12<null@105");
        assertThat(after.changes("s")).containsExactly("+ [a@100/100] I1", "- [a@100/100]", "+ [a@100/105] I|I12");
    }

    @Test
    void aWindowGoesOnFromItsStoreAndALateRecordIsLate() {
        Bench before = Bench.of(windows(), new TinyWindowStore.Timestamped("s"));
        before.feed("a=1@103");
        Bench after = before.restarted(windows(), -1);
        assertThat(after.feed("a=late@99")).isEmpty();
        assertThat(after.feed("a=2@101")).containsExactly("[a@100/110]=I12<I1@103");
        assertThat(after.changes("s")).containsExactly("+ [a@100] I1 @103", "+ [a@100] I12 @103");
    }

    @Test
    void aSlidingWindowIsFilledUpAndALateRecordIsLate() {
        Bench before = Bench.of(sliding(), new TinyWindowStore.Timestamped("s"));
        assertThat(before.feed("a=1@100")).containsExactly("[a@90/100]=I1<null@100");
        Bench after = before.restarted(sliding(), -1);
        assertThat(after.feed("a=late@89")).isEmpty();
        assertThat(after.feed("a=2@105")).containsExactly("[a@101/111]=I2<null@105", "[a@95/105]=I12<null@105");
        assertThat(after.changes("s")).containsExactly("+ [a@90] I1 @100", "+ [a@101] I2 @105", "+ [a@95] I12 @105");
    }

    @Test
    void aJoinFindsPartnersFromBeforeAndTellsThoseWhoWaitedThatNoneCame() {
        TinyWindowStore<Object> lefts = new TinyWindowStore<>("left", true);
        TinyWindowStore<Object> rights = new TinyWindowStore<>("right", true);
        TinyBuffers.OuterJoin buffer = new TinyBuffers.OuterJoin("buffer");
        Bench left = Bench.of(side(true, "right", new JoinClocks()), rights, buffer);
        writing("left", lefts, "a=1@5");
        assertThat(left.feed("a=1@5")).isEmpty();
        writing("left", lefts, "b=2@6");
        assertThat(left.feed("b=2@6")).isEmpty();

        JoinClocks clocks = new JoinClocks();
        Bench leftAfter = left.restarted(side(true, "right", clocks), -1);
        TinyBuffers.OuterJoin restored = leftAfter.getStateStore("buffer");
        Bench rightAfter = Bench.of(side(false, "left", clocks), lefts.restored(), restored);
        assertThat(rightAfter.feed("a=x@9")).containsExactly("a=1/x@9");
        assertThat(leftAfter.feed("z=9@50")).containsExactly("b=2/null@6");
        assertThat(lefts.changes()).containsExactly("+ [a@5] 1 @5", "+ [b@6] 2 @6");
        assertThat(restored.changes())
                .containsExactly("+ left a@5 1", "+ left b@6 2", "- left a@5", "- left b@6", "+ left z@50 9");
    }

    @Test
    void aRecordThatComesTooLateForTheStoreOfAJoinIsCountedAsLate() {
        Bench before = Bench.of(writer(), new TinyWindowStore<>("left", true));
        before.feed("a=1@100");
        Bench after = before.restarted(writer(), -1);
        after.feed("b=2@80", "b=3@81");
        assertThat(after.droppedRecords()).isEqualTo(1);
        assertThat(after.changes("left")).containsExactly("+ [a@100] 1 @100", "+ [b@80] 2 @80", "+ [b@81] 3 @81");
    }

    @Test
    void aRecordThatCameTooLateToWaitDoesNotWaitAfterwards() {
        Bench before = Bench.of(
                side(true, "right", new JoinClocks()),
                new TinyWindowStore<>("right", true),
                new TinyBuffers.OuterJoin("buffer"));
        before.feed("a=1@100");
        Bench after = before.restarted(side(true, "right", new JoinClocks()), -1);
        assertThat(after.feed("b=2@80")).containsExactly("b=2/null@80");
    }

    private static JoinWindowWriter<String, String> writer() {
        return new JoinWindowWriter<>("left", 20);
    }

    private static void writing(String name, TinyWindowStore<Object> store, String record) {
        Bench.of(new JoinWindowWriter<String, String>(name, 1_000), store).feed(record);
    }

    private static StreamStreamJoin<String, String, String, String, String> side(
            boolean isLeft, String otherStore, JoinClocks clocks) {
        return new StreamStreamJoin<>(
                new Side(isLeft, otherStore, "buffer", isLeft, 10, 10, 0),
                clocks,
                (key, left, right) -> left + "/" + right);
    }

    private static StreamAggregate<String, String, Object> counting() {
        return new StreamAggregate<>("s", () -> "I", (key, value, soFar) -> soFar + value, true);
    }

    private static StreamAggregate<String, String, Object> reducing() {
        return new StreamAggregate<>(
                "s",
                () -> null,
                (key, value, soFar) -> value.equals("x") ? null : soFar == null ? value : soFar + value,
                true);
    }

    private static WindowAggregate<String, String, Object> windows() {
        TimeWindows windows = TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(10));
        return new WindowAggregate<>(
                "s", windows, () -> "I", (key, value, soFar) -> soFar + value, Emission.onUpdate(true));
    }

    private static TableAggregate<String, String, Object> group() {
        return new TableAggregate<>(
                "s",
                () -> "I",
                (key, value, soFar) -> soFar + "+" + value,
                (key, value, soFar) -> soFar + "-" + value,
                true);
    }

    private static TableMap<String, String, Object> map() {
        return TableMap.mapValues((key, value) -> value + "!", "s", true);
    }

    private static TableTableJoin<String, String, Object, String> tables() {
        return new TableTableJoin<>(
                TableView.ofStore("t"), new TableTableJoin.Side(true, true), (own, other) -> own + "/" + other, true);
    }

    private static TableSuppress<String, String> suppress() {
        return new TableSuppress<>(
                new TableSuppress.Policy<>(
                        "b", (key, timestampMs) -> timestampMs, 10, Long.MAX_VALUE, Long.MAX_VALUE, false, false),
                true);
    }

    private static SessionAggregate<String, String, Object> sessions() {
        SessionWindows windows = SessionWindows.ofInactivityGapAndGrace(Duration.ofMillis(10), Duration.ofMillis(10));
        return new SessionAggregate<>(
                "s",
                windows,
                () -> "I",
                (key, value, soFar) -> soFar + value,
                (key, one, other) -> one + "|" + other,
                Emission.onUpdate(true));
    }

    private static SlidingAggregate<String, String, Object> sliding() {
        SlidingWindows windows = SlidingWindows.ofTimeDifferenceWithNoGrace(Duration.ofMillis(10));
        return new SlidingAggregate<>(
                "s", windows, () -> "I", (key, value, soFar) -> soFar + value, Emission.onUpdate(false));
    }
}
