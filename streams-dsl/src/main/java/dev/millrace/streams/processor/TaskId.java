package dev.millrace.streams.processor;

import dev.millrace.streams.errors.TaskIdFormatException;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names a task: a sub-topology and the partition of its input that the task works on. Written as {@code 0_3}, and with
 * the name of a topology, should it have one, as {@code name__0_3}. Ordered by topology name (none first), sub-topology
 * and partition.
 */
public class TaskId implements Comparable<TaskId> {
    /** What stands between the name of a topology and the rest. */
    public static final String NAMED_TOPOLOGY_DELIMITER = "__";

    private static final Comparator<TaskId> ORDER = Comparator.comparing(
                    (TaskId id) -> id.topologyName == null ? "" : id.topologyName)
            .thenComparingInt(id -> id.subtopology)
            .thenComparingInt(id -> id.partition);

    private final int subtopology;
    private final int partition;
    private final @Nullable String topologyName;

    /**
     * Names a task.
     *
     * @param subtopology number of the sub-topology
     * @param partition number of the partition
     */
    public TaskId(int subtopology, int partition) {
        this(subtopology, partition, null);
    }

    /**
     * Names a task of a named topology.
     *
     * @param subtopology number of the sub-topology
     * @param partition number of the partition
     * @param topologyName name of the topology; null or empty for none
     */
    public TaskId(int subtopology, int partition, @Nullable String topologyName) {
        this.subtopology = subtopology;
        this.partition = partition;
        this.topologyName = topologyName == null || topologyName.isEmpty() ? null : topologyName;
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @param taskIdStr for instance {@code 0_3}
     * @return the task's id
     * @throws TaskIdFormatException if the text has another form
     */
    public static TaskId parse(String taskIdStr) {
        int nameEnd = taskIdStr.indexOf(NAMED_TOPOLOGY_DELIMITER);
        String name = nameEnd < 0 ? null : taskIdStr.substring(0, nameEnd);
        String numbers = nameEnd < 0 ? taskIdStr : taskIdStr.substring(nameEnd + NAMED_TOPOLOGY_DELIMITER.length());
        int separator = numbers.indexOf('_');
        if (separator <= 0 || separator == numbers.length() - 1) {
            throw new TaskIdFormatException(expected(taskIdStr));
        }
        try {
            int subtopology = Integer.parseInt(numbers.substring(0, separator));
            int partition = Integer.parseInt(numbers.substring(separator + 1));
            return new TaskId(subtopology, partition, name);
        } catch (NumberFormatException e) {
            throw new TaskIdFormatException(expected(taskIdStr), e);
        }
    }

    private static String expected(String text) {
        return "\"" + text + "\" is not a task id: expected <sub-topology>_<partition>, for instance 0_3, or"
                + " <topology name>__<sub-topology>_<partition>";
    }

    /**
     * Number of the sub-topology.
     *
     * @return counted from 0
     */
    public int subtopology() {
        return subtopology;
    }

    /**
     * Number of the partition.
     *
     * @return counted from 0
     */
    public int partition() {
        return partition;
    }

    /**
     * Name of the topology.
     *
     * @return the name; null if it has none, which is the rule
     */
    public @Nullable String topologyName() {
        return topologyName;
    }

    @Override
    public int compareTo(TaskId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskId that
                && subtopology == that.subtopology
                && partition == that.partition
                && Objects.equals(topologyName, that.topologyName);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * subtopology + partition) + Objects.hashCode(topologyName);
    }

    @Override
    public String toString() {
        String numbers = subtopology + "_" + partition;
        return topologyName == null ? numbers : topologyName + NAMED_TOPOLOGY_DELIMITER + numbers;
    }
}
