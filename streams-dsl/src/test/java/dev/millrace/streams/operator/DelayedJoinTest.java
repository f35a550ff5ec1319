package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records wait 10 ms of stream time for their table; it holds {@code T} for every key but z. */
class DelayedJoinTest {

    private final TinyBuffers.Waiting buffer = new TinyBuffers.Waiting("b");
    private final TinyKeyValueStore table = TinyKeyValueStore.named("t");

    DelayedJoinTest() {
        List.of("a", "b", "c").forEach(key -> table.put(key, ValueAndTimestamp.make("T", 0)));
    }

    @Test
    void aRecordIsJoinedWhenStreamTimeHasPassedItByTheGraceInTheOrderOfTime() {
        Bench bench = bench(false);
        assertThat(feed(bench, "b=2@7", "a=1@5", "c=3@14")).isEmpty();
        assertThat(feed(bench, "c=4@17")).containsExactly("a=1/T@5", "b=2/T@7");
    }

    @Test
    void aRecordThatComesTooLateToWaitIsJoinedAtOnce() {
        Bench bench = bench(false);
        feed(bench, "a=1@20");
        assertThat(feed(bench, "b=late@9")).containsExactly("b=late/T@9");
        assertThat(feed(bench, "b=2@10")).containsExactly("b=2/T@10");
    }

    @Test
    void recordsOfOneKeyAndTimeAllWait() {
        Bench bench = bench(false);
        assertThat(feed(bench, "a=1@5", "a=2@5", "c=3@15")).containsExactly("a=1/T@5", "a=2/T@5");
    }

    @Test
    void nullsDoNotWaitAndALeftJoinTellsWhatItDidNotFind() {
        Bench left = bench(true);
        assertThat(feed(left, "null=1@5")).containsExactly("null=1/null@5");
        assertThat(feed(left, "z=2@5", "c=3@15")).containsExactly("z=2/null@5");
        assertThat(feed(bench(false), "a=null@16")).isEmpty();
    }

    @Test
    void afterARestartWhatWaitedIsJoinedAtItsTimeAndNothingIsOverwritten() {
        Bench before = bench(false);
        feed(before, "a=1@5");
        Bench after = before.restarted(join(false), -1);
        assertThat(feed(after, "a=2@5")).isEmpty();
        assertThat(feed(after, "c=3@15")).containsExactly("a=1/T@5", "a=2/T@5");
        assertThat(feed(after, "b=late@4")).containsExactly("b=late/T@4");
    }

    private Bench bench(boolean left) {
        return Bench.of(join(left), table, buffer);
    }

    private static DelayedJoin<String, String, String> join(boolean left) {
        return new DelayedJoin<>(
                new StreamTableJoin<>(
                        TableView.ofStore("t"), (key, value) -> key, (key, value, match) -> value + "/" + match, left),
                "b",
                10);
    }

    private List<String> feed(Bench bench, String... records) {
        List<String> results = new ArrayList<>();
        for (String record : records) {
            buffer.actAt(Long.parseLong(record.substring(record.indexOf('@') + 1)));
            results.addAll(bench.feed(record));
        }
        return results;
    }
}
