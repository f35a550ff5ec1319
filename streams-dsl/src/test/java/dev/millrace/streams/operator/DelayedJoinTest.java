package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records wait 10 ms of stream time for their table; it holds {@code T} for every key but z. */
class DelayedJoinTest {

    private final TinyKeyValueStore table = TinyKeyValueStore.named("t");

    DelayedJoinTest() {
        List.of("a", "b", "c").forEach(key -> table.put(key, ValueAndTimestamp.make("T", 0)));
    }

    @Test
    void aRecordIsJoinedWhenStreamTimeHasPassedItByTheGraceInTheOrderOfTime() {
        Bench bench = bench(false);
        assertThat(bench.feed("b=2@7", "a=1@5", "c=3@14")).isEmpty();
        assertThat(bench.feed("c=4@17")).containsExactly("a=1/T@5", "b=2/T@7");
    }

    @Test
    void aRecordThatComesTooLateToWaitIsJoinedAtOnce() {
        Bench bench = bench(false);
        bench.feed("a=1@20");
        assertThat(bench.feed("b=late@9")).containsExactly("b=late/T@9");
        assertThat(bench.feed("b=2@10")).containsExactly("b=2/T@10");
    }

    @Test
    void recordsOfOneKeyAndTimeAllWait() {
        Bench bench = bench(false);
        assertThat(bench.feed("a=1@5", "a=2@5", "c=3@15")).containsExactly("a=1/T@5", "a=2/T@5");
    }

    @Test
    void nullsDoNotWaitAndALeftJoinTellsWhatItDidNotFind() {
        Bench left = bench(true);
        assertThat(left.feed("null=1@5")).containsExactly("null=1/null@5");
        assertThat(left.feed("z=2@5", "c=3@15")).containsExactly("z=2/null@5");
        assertThat(bench(false).feed("a=null@16")).isEmpty();
    }

    @Test
    void afterARestartWhatWaitedIsJoinedAtItsTimeAndNothingIsOverwritten() {
        Bench before = bench(false);
        before.feed("a=1@5");
        Bench after = before.restarted(join(false), -1);
        assertThat(after.feed("a=2@5")).isEmpty();
        assertThat(after.feed("c=3@15")).containsExactly("a=1/T@5", "a=2/T@5");
        assertThat(after.feed("b=late@4")).containsExactly("b=late/T@4");
        assertThat(after.changes("b")).containsExactly("+ a/1@5 1", "+ a/2@5 2", "+ c/3@15 3", "- a/1@5", "- a/2@5");
    }

    private Bench bench(boolean left) {
        return Bench.of(join(left), table, new TinyBuffers.Waiting("b"));
    }

    private static DelayedJoin<String, String, String> join(boolean left) {
        return new DelayedJoin<>(
                new StreamTableJoin<>(
                        TableView.ofStore("t"), (key, value) -> key, (key, value, match) -> value + "/" + match, left),
                "b",
                10);
    }
}
