package dev.millrace.streams.errors;

import dev.millrace.streams.processor.TaskId;
import java.util.Set;
import org.apache.kafka.clients.consumer.InvalidOffsetException;

/**
 * The local state of tasks no longer agrees with their changelogs. It is thrown away and restored; the thread goes on.
 */
public class TaskCorruptedException extends StreamsException {
    private final transient Set<TaskId> corruptedTasks;

    /**
     * Names the tasks.
     *
     * @param corruptedTasks the tasks
     */
    public TaskCorruptedException(Set<TaskId> corruptedTasks) {
        super(text(corruptedTasks));
        this.corruptedTasks = Set.copyOf(corruptedTasks);
    }

    /**
     * Names the tasks, whose changelogs no longer have the records that were to be restored.
     *
     * @param corruptedTasks the tasks
     * @param cause what the consumer reported
     */
    public TaskCorruptedException(Set<TaskId> corruptedTasks, InvalidOffsetException cause) {
        super(text(corruptedTasks), cause);
        this.corruptedTasks = Set.copyOf(corruptedTasks);
    }

    /**
     * Names the tasks, whose stores cannot be read.
     *
     * @param corruptedTasks the tasks
     * @param cause what the store reported
     */
    public TaskCorruptedException(Set<TaskId> corruptedTasks, ProcessorStateException cause) {
        super(text(corruptedTasks), cause);
        this.corruptedTasks = Set.copyOf(corruptedTasks);
    }

    private static String text(Set<TaskId> tasks) {
        return "The state of the tasks " + tasks + " must be restored from their changelogs from the beginning";
    }

    /**
     * The tasks.
     *
     * @return their ids
     */
    public Set<TaskId> corruptedTasks() {
        return corruptedTasks;
    }
}
