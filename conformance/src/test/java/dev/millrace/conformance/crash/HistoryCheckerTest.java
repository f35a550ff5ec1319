package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.crash.HistoryChecker.Anomaly;
import dev.millrace.conformance.crash.HistoryChecker.Finding;
import dev.millrace.conformance.crash.HistoryChecker.Outcome;
import dev.millrace.conformance.crash.HistoryChecker.Place;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing is worth nothing: each anomaly is made once, and found. */
class HistoryCheckerTest {
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final HistoryChecker checker = new HistoryChecker();

    @Test
    void agoodHistoryHasNoFindings() {
        unit("t1", Outcome.OK, "a1", "a2");
        unit("t2", Outcome.FAILED, "a3");
        unit("t3", Outcome.UNKNOWN, "a4");
        unit("t4", Outcome.UNKNOWN, "a5", "a6");
        checker.acknowledge(A, 0, "a1");
        checker.read("r", A, 0, "a1");
        checker.read("r", A, 1, "a2");
        checker.read("r", A, 5, "a5");
        checker.read("again", A, 0, "a1");
        content(A, 0, "a1", 1, "a2", 5, "a5", 6, "a6");
        assertThat(checker.check()).isEmpty();
    }

    @Test
    void lostWrite() {
        unit("t1", Outcome.OK, "a1", "a2", "a3");
        content(A, 0, "a1", 2, "a3");
        assertFound(Anomaly.LOST_WRITE);
    }

    @Test
    void lostWriteOfWhichOnlyTheOffsetIsFoundUsed() {
        unit("t1", Outcome.OK, "a1");
        checker.acknowledge(A, 0, "a1");
        checker.begin("t2", "another");
        checker.write("t2", A, "a2");
        content(A, 1, "a2");
        assertFound(Anomaly.LOST_WRITE);
    }

    @Test
    void unseenAtTheEndOfTheLog() {
        unit("t1", Outcome.OK, "a1", "a2");
        checker.acknowledge(A, 1, "a2");
        content(A, 0, "a1");
        assertFound(Anomaly.UNSEEN);
    }

    @Test
    void duplicate() {
        unit("t1", Outcome.OK, "a1");
        content(A, 0, "a1", 1, "a1");
        assertFound(Anomaly.DUPLICATE);
    }

    @Test
    void abortedReadAtTheEnd() {
        unit("t1", Outcome.FAILED, "a1");
        content(A, 0, "a1");
        assertFound(Anomaly.ABORTED_READ);
    }

    @Test
    void abortedReadOnTheWay() {
        unit("t1", Outcome.FAILED, "a1");
        checker.read("r", A, 0, "a1");
        content(A);
        assertFound(Anomaly.ABORTED_READ);
    }

    @Test
    void tornUnit() {
        unit("t1", Outcome.UNKNOWN, "a1", "a2");
        content(A, 1, "a2");
        assertFound(Anomaly.TORN_UNIT);
    }

    @Test
    void tornUnitOverTwoPartitions() {
        checker.begin("t1", "p");
        checker.write("t1", A, "a1");
        checker.write("t1", B, "b1");
        content(A, 0, "a1");
        content(B);
        assertFound(Anomaly.TORN_UNIT);
    }

    @Test
    void phantom() {
        content(A, 0, "never");
        assertFound(Anomaly.PHANTOM);
    }

    @Test
    void phantomInTheWrongPartition() {
        unit("t1", Outcome.UNKNOWN, "a1");
        content(A);
        content(B, 0, "a1");
        assertFound(Anomaly.PHANTOM);
    }

    @Test
    void vanishedRead() {
        unit("t1", Outcome.UNKNOWN, "a1");
        checker.read("r", A, 0, "a1");
        content(A);
        assertFound(Anomaly.VANISHED_READ);
    }

    @Test
    void offsetsThatChange() {
        unit("t1", Outcome.OK, "a1");
        unit("t2", Outcome.OK, "a2");
        checker.read("r", A, 0, "a2");
        content(A, 0, "a1", 1, "a2");
        assertFound(Anomaly.INCONSISTENT_OFFSETS);
    }

    @Test
    void offsetsThatAreNotThoseAcknowledged() {
        unit("t1", Outcome.OK, "a1");
        unit("t2", Outcome.OK, "a2");
        checker.acknowledge(A, 1, "a1");
        content(A, 0, "a1", 1, "a2");
        assertFound(Anomaly.INCONSISTENT_OFFSETS);
    }

    @Test
    void reordered() {
        unit("t1", Outcome.OK, "a1");
        unit("t2", Outcome.OK, "a2");
        content(A, 0, "a2", 1, "a1");
        assertFound(Anomaly.REORDERED);
    }

    @Test
    void nonMonotonicPoll() {
        unit("t1", Outcome.OK, "a1", "a2");
        checker.read("r", A, 1, "a2");
        checker.read("r", A, 0, "a1");
        content(A, 0, "a1", 1, "a2");
        assertFound(Anomaly.NON_MONOTONIC_POLL);
    }

    @Test
    void pollSkip() {
        unit("t1", Outcome.OK, "a1", "a2", "a3");
        checker.read("r", A, 0, "a1");
        checker.read("r", A, 2, "a3");
        content(A, 0, "a1", 1, "a2", 2, "a3");
        assertFound(Anomaly.POLL_SKIP);
    }

    private void unit(String name, Outcome outcome, String... values) {
        checker.begin(name, "p");
        for (String value : values) {
            checker.write(name, A, value);
        }
        checker.end(name, outcome);
    }

    private void content(TopicPartition partition, Object... offsetsAndValues) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < offsetsAndValues.length; i += 2) {
            places.add(new Place((Integer) offsetsAndValues[i], (String) offsetsAndValues[i + 1]));
        }
        checker.finalRead(partition, places);
    }

    private void assertFound(Anomaly anomaly) {
        assertThat(checker.check()).extracting(Finding::anomaly).containsOnly(anomaly);
    }
}
