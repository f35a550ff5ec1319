package dev.millrace.streams.store;

import dev.millrace.streams.processor.TaskId;
import java.io.File;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task to be opened.
 *
 * @param taskId used in messages
 * @param directory where persistent stores live; made if absent. Null: all stores in memory, whatever they ask for
 * @param memoryMaxBytes {@code state.memory.max.bytes}: what all tasks of this process may hold together in caches and
 *     write buffers. The largest value that was given counts for the process
 * @param configs the configuration of the application, for what a user sets for the engine
 */
public record TaskStateSpec(TaskId taskId, @Nullable File directory, long memoryMaxBytes, Map<String, Object> configs) {

    /**
     * A state without a configuration.
     *
     * @param taskId used in messages
     * @param directory where persistent stores live; made if absent. Null: all stores in memory
     * @param memoryMaxBytes what all tasks of this process may hold together, in bytes
     */
    public TaskStateSpec(TaskId taskId, @Nullable File directory, long memoryMaxBytes) {
        this(taskId, directory, memoryMaxBytes, Map.of());
    }
}
