package dev.millrace.runtime;

import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.topology.CommittedMarks;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the processors of one task remember beside the input offsets, by name: the {@link CommittedMarks}. Only the
 * task's thread touches it.
 */
/*
 * A commit writes all marks, but only with the partitions whose offsets moved. So several partitions of a task bring
 * marks of different age, and a count of the commits, a mark itself, says which are the newest. Kafka Streams does not
 * count; its marks only grow, so among those of one count the largest is the newest.
 */
final class TaskMarks {

    private static final Logger LOG = LoggerFactory.getLogger(TaskMarks.class);

    /** No store or processor can have this name. */
    private static final String COMMITS = "#commits";

    private final Map<String, Long> committed = new TreeMap<>();
    private final Map<String, LongSupplier> suppliers = new TreeMap<>();
    private boolean uncommitted;
    private boolean saidToBeLong;

    /** Takes in what was committed with one partition. */
    void resume(Map<String, Long> marks) {
        int newer = Long.compare(commitsOf(marks), commitsOf(committed));
        marks.forEach((name, mark) -> committed.merge(
                name, mark, (known, found) -> newer > 0 ? found : newer < 0 ? known : Math.max(known, found)));
    }

    private static long commitsOf(Map<String, Long> marks) {
        return marks.getOrDefault(COMMITS, 0L);
    }

    /** What was committed last; {@link CommittedMarks#NONE} if nothing was. */
    long get(String name) {
        return committed.getOrDefault(name, CommittedMarks.NONE);
    }

    void atCommit(String name, LongSupplier mark) {
        suppliers.put(name, mark);
    }

    /**
     * Asks for all marks, before a commit.
     *
     * @return whether any has changed since the last commit that was done
     */
    boolean changed() {
        boolean changed = false;
        for (Map.Entry<String, LongSupplier> each : suppliers.entrySet()) {
            long mark = each.getValue().getAsLong();
            if (mark != get(each.getKey())) {
                committed.put(each.getKey(), mark);
                changed = true;
            }
        }
        if (changed) {
            committed.put(COMMITS, commitsOf(committed) + 1);
            uncommitted = true;
        }
        return uncommitted;
    }

    /** The commit was done. */
    void committed() {
        uncommitted = false;
    }

    /** What to write with a commit beside the offset of a partition, whose time that is. */
    String encoded(long partitionTimeMs, TaskId task) {
        String text = new PartitionMetadata(partitionTimeMs, committed).encoded();
        if (text.length() > PartitionMetadata.LONGEST_BY_DEFAULT && !saidToBeLong) {
            saidToBeLong = true;
            LOG.warn(
                    "Task {}: the times that its {} windowed operators commit with an offset take {} bytes. A broker refuses that,"
                            + " unless its offset.metadata.max.bytes (default {}) is at least as much: set it, or give a"
                            + " part of the topology its own tasks by repartition().",
                    task,
                    suppliers.size(),
                    text.length(),
                    PartitionMetadata.LONGEST_BY_DEFAULT);
        }
        return text;
    }
}
