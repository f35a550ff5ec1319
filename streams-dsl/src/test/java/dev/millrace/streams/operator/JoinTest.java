package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.operator.StreamStreamJoin.Side;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinTest {

    @Test
    void aStreamIsJoinedWithWhatATableHoldsAtThatMoment() {
        TinyKeyValueStore table = TinyKeyValueStore.named("t");
        Bench inner = Bench.of(withTable(false), table);
        assertThat(inner.feed("a=1@5")).isEmpty();
        table.put("a", ValueAndTimestamp.make("T", 9));
        assertThat(inner.feed("a=2@6", "null=3@7", "a=null@8")).containsExactly("a=2/T@6");
        assertThat(inner.droppedRecords()).isEqualTo(2);
    }

    @Test
    void aLeftJoinKeepsWhatHasNoMatchAndWhatHasNoKey() {
        Bench left = Bench.of(withTable(true), TinyKeyValueStore.named("t"));
        assertThat(left.feed("a=1@5", "null=2@6", "a=null@7")).containsExactly("a=1/null@5", "null=2/null@6");
        assertThat(left.droppedRecords()).isEqualTo(1);
    }

    private static StreamTableJoin<String, String, String, Object, String> withTable(boolean left) {
        return new StreamTableJoin<>(
                TableView.ofStore("t"), (key, value) -> key, (key, value, match) -> value + "/" + match, left);
    }

    @Test
    void aRecordThatNoPartnerWillFindIsLateThoughItFindsPartnersItself() {
        TinyWindowStore<Object> store = new TinyWindowStore<>("left", true);
        Bench writer = Bench.of(new JoinWindowWriter<String, String>("left", 20), store);
        assertThat(writer.feed("a=1@100", "a=2@81", "a=3@80", "a=null@5", "null=4@5"))
                .containsExactly("a=1@100", "a=2@81", "a=3@80", "a=null@5", "null=4@5");
        assertThat(writer.droppedRecords()).isEqualTo(1);
    }

    @Test
    void pairsInTheWindowAreJoinedWithTheLaterTimestamp() {
        Streams join = new Streams(false, false, 10, 10, 0);
        assertThat(join.left("a=1@5")).isEmpty();
        assertThat(join.right("a=2@15")).containsExactly("a=1/2@15");
        assertThat(join.right("a=3@16")).isEmpty();
        assertThat(join.left("a=4@6")).containsExactly("a=4/2@15", "a=4/3@16");
    }

    @Test
    void anUnmatchedRecordOfALeftJoinLeavesWhenItsWindowHasClosed() {
        Streams join = new Streams(true, false, 10, 10, 5);
        assertThat(join.left("a=1@5")).isEmpty();
        assertThat(join.left("b=x@20")).isEmpty();
        assertThat(join.left("b=y@21")).containsExactly("a=1/null@5");
    }

    @Test
    void aMatchThatComesInTimeSpeaksAgainstTheNull() {
        Streams join = new Streams(true, false, 10, 10, 5);
        join.left("a=1@5");
        assertThat(join.right("a=2@14")).containsExactly("a=1/2@14");
        assertThat(join.left("b=x@100")).isEmpty();
        assertThat(join.left("b=x@200")).containsExactly("b=x/null@100");
    }

    @Test
    void aRecordWhoseWindowIsOverDoesNotWait() {
        Streams join = new Streams(true, false, 10, 10, 0);
        assertThat(join.right("x=1@100")).isEmpty();
        assertThat(join.left("a=late@89")).containsExactly("a=late/null@89");
    }

    @Test
    void anOuterJoinEmitsBothSidesByTimeAndRightBeforeLeft() {
        Streams join = new Streams(true, true, 10, 10, 0);
        join.left("b=1@7");
        join.right("c=2@6");
        join.right("d=3@7");
        assertThat(join.left("z=9@50")).containsExactly("c=null/2@6", "d=null/3@7", "b=1/null@7");
    }

    @Test
    void recordsWithoutAKeyAreKeptOnlyBySidesThatKeepWhatIsUnmatched() {
        Streams join = new Streams(true, false, 10, 10, 0);
        assertThat(join.left("null=1@5")).containsExactly("null=1/null@5");
        assertThat(join.right("null=2@5")).isEmpty();
        assertThat(join.left("a=null@5")).isEmpty();
    }

    @Test
    void eachSideReachesAsFarAsTheWindowSays() {
        Streams join = new Streams(false, false, 2, 20, 0);
        join.left("a=l@100");
        assertThat(join.right("a=1@97")).isEmpty();
        assertThat(join.right("a=2@98")).containsExactly("a=l/2@100");
        assertThat(join.right("a=3@120")).containsExactly("a=l/3@120");
        assertThat(join.right("a=4@121")).isEmpty();
    }

    @Test
    void anUpdateOfATableIsJoinedWithWhatTheOtherTableHolds() {
        TinyKeyValueStore other = TinyKeyValueStore.named("t");
        other.put("a", ValueAndTimestamp.make("T", 9));
        Bench inner = Bench.of(tables(true, true), other);
        assertThat(inner.feed("a=1<null@5", "a=null<1@12", "b=1<null@6"))
                .containsExactly("a=1/T<null@9", "a=null<1/T@12");
    }

    @Test
    void theSideOfALeftJoinThatMayStandAloneDoes() {
        Bench left = Bench.of(tables(true, false), TinyKeyValueStore.named("t"));
        assertThat(left.feed("a=1<null@5", "a=null<1@6", "a=null<null@7"))
                .containsExactly("a=1/null<null@5", "a=null<1/null@6");
        Bench right = Bench.of(tables(false, true), TinyKeyValueStore.named("t"));
        assertThat(right.feed("a=1<null@5")).isEmpty();
    }

    @Test
    void anOuterJoinOfTablesEndsWhenBothSidesAreGone() {
        TinyKeyValueStore other = TinyKeyValueStore.named("t");
        Bench outer = Bench.of(tables(false, false), other);
        other.put("a", ValueAndTimestamp.make("T", 9));
        assertThat(outer.feed("a=null<1@10")).containsExactly("a=null/T<1/T@10");
        other.put("a", null);
        assertThat(outer.feed("a=null<1@11", "a=null<null@12")).containsExactly("a=null<1/null@11");
    }

    private static TableTableJoin<String, String, Object, String> tables(boolean needsOwn, boolean needsOther) {
        return new TableTableJoin<>(
                TableView.ofStore("t"),
                new TableTableJoin.Side(needsOwn, needsOther),
                (own, match) -> own + "/" + match,
                true);
    }

    /** Both sides of a join, each behind its window store. */
    private static final class Streams {
        private final TinyWindowStore<Object> lefts = new TinyWindowStore<>("left", true);
        private final TinyWindowStore<Object> rights = new TinyWindowStore<>("right", true);
        private final Bench left;
        private final Bench right;
        private final long keptMs;

        Streams(boolean keepsLeft, boolean keepsRight, long beforeMs, long afterMs, long graceMs) {
            keptMs = beforeMs + afterMs + graceMs;
            TinyBuffers.OuterJoin buffer = new TinyBuffers.OuterJoin("buffer");
            String name = keepsLeft || keepsRight ? "buffer" : null;
            JoinClocks clocks = new JoinClocks();
            left = Bench.of(
                    new StreamStreamJoin<String, String, String, String, String>(
                            new Side(true, "right", name, keepsLeft, beforeMs, afterMs, graceMs),
                            clocks,
                            (key, one, other) -> one + "/" + other),
                    rights,
                    buffer);
            right = Bench.of(
                    new StreamStreamJoin<String, String, String, String, String>(
                            new Side(false, "left", name, keepsRight, beforeMs, afterMs, graceMs),
                            clocks,
                            (key, one, other) -> one + "/" + other),
                    lefts,
                    buffer);
        }

        List<String> left(String record) {
            Bench.of(new JoinWindowWriter<String, String>("left", keptMs), lefts)
                    .feed(record);
            return left.feed(record);
        }

        List<String> right(String record) {
            Bench.of(new JoinWindowWriter<String, String>("right", keptMs), rights)
                    .feed(record);
            return right.feed(record);
        }
    }
}
