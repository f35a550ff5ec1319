package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.topology.CommittedMarks;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TaskMarksTest {

    private final AtomicLong mark = new AtomicLong(CommittedMarks.NONE);

    private TaskMarks marking() {
        TaskMarks marks = new TaskMarks();
        marks.atCommit("mark", mark::get);
        return marks;
    }

    private Map<String, Long> committed(TaskMarks marks, long value) {
        mark.set(value);
        assertThat(marks.changed()).isTrue();
        return toCommit(marks);
    }

    private static Map<String, Long> toCommit(TaskMarks marks) {
        return PartitionMetadata.decode(marks.encoded(0, new TaskId(0, 0))).marks();
    }

    @Test
    void theNewestOfSeveralPartitionsCountsThoughItIsSmaller() {
        TaskMarks before = marking();
        Map<String, Long> older = committed(before, 9);
        Map<String, Long> newer = committed(before, 4);

        TaskMarks oneWay = new TaskMarks();
        oneWay.resume(older);
        oneWay.resume(newer);
        TaskMarks otherWay = new TaskMarks();
        otherWay.resume(newer);
        otherWay.resume(older);

        assertThat(oneWay.get("mark")).isEqualTo(4);
        assertThat(otherWay.get("mark")).isEqualTo(4);
    }

    @Test
    void theCountGoesOnWithTheNextOwner() {
        Map<String, Long> older = committed(marking(), 9);
        TaskMarks owner = marking();
        owner.resume(older);
        Map<String, Long> newer = committed(owner, 4);

        TaskMarks next = new TaskMarks();
        next.resume(newer);
        next.resume(older);
        assertThat(next.get("mark")).isEqualTo(4);
    }

    @Test
    void ofKafkaStreamsMarksWhichOnlyGrowTheLargestCounts() {
        TaskMarks marks = new TaskMarks();
        marks.resume(Map.of("store", 7L));
        marks.resume(Map.of("store", 5L, "other", 1L));
        assertThat(marks.get("store")).isEqualTo(7);
        assertThat(marks.get("other")).isEqualTo(1);
    }

    @Test
    void nothingIsCommittedForAProcessorThatHasSeenNothing() {
        TaskMarks marks = marking();
        assertThat(marks.changed()).isFalse();
        assertThat(toCommit(marks)).isEmpty();
        assertThat(marks.get("mark")).isEqualTo(CommittedMarks.NONE);
    }

    @Test
    void aChangeIsAnnouncedAgainUntilItsCommitIsDone() {
        TaskMarks marks = new TaskMarks();
        marks.atCommit("mark", () -> 7);
        assertThat(marks.changed()).isTrue();
        assertThat(marks.changed()).as("the first commit was refused").isTrue();
        marks.committed();
        assertThat(marks.changed()).isFalse();
    }
}
