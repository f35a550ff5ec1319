package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Results are {@code left/right}; the store is written by the step above, as in a topology: after the join. */
class StreamSelfJoinTest {

    @Test
    void aRecordIsJoinedWithItself() {
        assertThat(feed(bench(10, 10, 0), "a=1@5")).containsExactly("a=1/1@5");
    }

    @Test
    void aPairIsSentInBothOrdersWithTheLaterTimestamp() {
        Bench bench = bench(10, 10, 0);
        feed(bench, "a=1@5");
        assertThat(feed(bench, "a=2@15")).containsExactly("a=2/1@15", "a=1/2@15", "a=2/2@15");
    }

    @Test
    void theRecordsOwnPairStandsWhereItsTimePutsIt() {
        Bench bench = bench(10, 10, 20);
        feed(bench, "a=1@5");
        feed(bench, "a=3@12");
        assertThat(feed(bench, "a=2@8")).containsExactly("a=2/1@8", "a=2/3@12", "a=1/2@8", "a=2/2@8", "a=3/2@12");
    }

    @Test
    void windowsOfDifferentLengthReachFromTheLeftRecord() {
        Bench bench = bench(0, 10, 0);
        feed(bench, "a=1@5");
        assertThat(feed(bench, "a=2@15")).containsExactly("a=1/2@15", "a=2/2@15");
        assertThat(feed(bench, "a=3@26")).containsExactly("a=3/3@26");
    }

    @Test
    void otherKeysAreNoPartnersAndNullsAreDropped() {
        Bench bench = bench(10, 10, 0);
        feed(bench, "a=1@5");
        assertThat(feed(bench, "b=2@6")).containsExactly("b=2/2@6");
        assertThat(bench.feed("null=3@7", "a=null@8")).isEmpty();
        assertThat(bench.droppedRecords()).isEqualTo(2);
    }

    @Test
    void aRecordThatItsStoreWouldNotTakeIsNoPartnerOfItself() {
        Bench bench = bench(10, 10, 0);
        feed(bench, "a=1@100");
        assertThat(feed(bench, "a=late@81")).isEmpty();
        assertThat(feed(bench, "b=2@82")).containsExactly("b=2/2@82");
    }

    @Test
    void afterARestartEarlierRecordsAreFoundAndWhatWasLateIsLate() {
        Bench before = bench(10, 10, 0);
        feed(before, "a=1@100");
        Bench after = before.restarted(join(10, 10, 0), -1);
        assertThat(after.feed("a=late@80")).isEmpty();
        assertThat(feed(after, "a=2@105")).containsExactly("a=2/1@105", "a=1/2@105", "a=2/2@105");
    }

    @Test
    void itSendsTheSameAsTheTwoSidesOfAJoin() {
        long seed = 4;
        Random random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            long beforeMs = random.nextInt(8);
            long afterMs = random.nextInt(8);
            TwoSides twoSides = new TwoSides(beforeMs, afterMs);
            TinyWindowStore<Object> own = new TinyWindowStore<>("s", true);
            Bench one = Bench.of(join(beforeMs, afterMs, 1_000), own);
            for (int step = 0; step < 12; step++) {
                String record = (random.nextBoolean() ? "a" : "b") + "=" + step + "@" + (20 + random.nextInt(15));
                List<String> results = one.feed(record);
                Bench.of(new JoinWindowWriter<String, String>("s", 1_000), own).feed(record);
                assertThat(results)
                        .as(
                                "seed %d, trial %d, step %d: %s, before %d, after %d",
                                seed, trial, step, record, beforeMs, afterMs)
                        .containsExactlyElementsOf(twoSides.feed(record));
            }
        }
    }

    private Bench bench(long beforeMs, long afterMs, long graceMs) {
        return Bench.of(join(beforeMs, afterMs, graceMs), new TinyWindowStore<>("s", true));
    }

    private static StreamSelfJoin<String, String, String> join(long beforeMs, long afterMs, long graceMs) {
        return new StreamSelfJoin<>(
                new StreamSelfJoin.Windows(beforeMs, afterMs, beforeMs + afterMs + graceMs),
                "s",
                (key, left, right) -> left + "/" + right);
    }

    private static List<String> feed(Bench bench, String record) {
        List<String> results = bench.feed(record);
        TinyWindowStore<Object> store = bench.getStateStore("s");
        Bench.of(new JoinWindowWriter<String, String>("s", 1_000), store).feed(record);
        return results;
    }

    /** The join that the self join stands for: both sides get every record, the left one first. */
    private static final class TwoSides {
        private final TinyWindowStore<Object> lefts = new TinyWindowStore<>("left", true);
        private final TinyWindowStore<Object> rights = new TinyWindowStore<>("right", true);
        private final Bench left;
        private final Bench right;

        TwoSides(long beforeMs, long afterMs) {
            JoinClocks clocks = new JoinClocks();
            left = Bench.of(
                    new StreamStreamJoin<String, String, String, String, String>(
                            new StreamStreamJoin.Side(true, "right", null, false, beforeMs, afterMs, 1_000),
                            clocks,
                            (key, one, other) -> one + "/" + other),
                    rights);
            right = Bench.of(
                    new StreamStreamJoin<String, String, String, String, String>(
                            new StreamStreamJoin.Side(false, "left", null, false, beforeMs, afterMs, 1_000),
                            clocks,
                            (key, one, other) -> one + "/" + other),
                    lefts);
        }

        List<String> feed(String record) {
            List<String> results = new ArrayList<>(left.feed(record));
            Bench.of(new JoinWindowWriter<String, String>("left", 1_000), lefts).feed(record);
            results.addAll(right.feed(record));
            Bench.of(new JoinWindowWriter<String, String>("right", 1_000), rights)
                    .feed(record);
            return results;
        }
    }
}
