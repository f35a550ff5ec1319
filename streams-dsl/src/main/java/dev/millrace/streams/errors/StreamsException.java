package dev.millrace.streams.errors;

import dev.millrace.streams.processor.TaskId;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Something went wrong in stream processing. The root of all exceptions of the streams API; where it is known, it names
 * the task in which it happened.
 */
public class StreamsException extends KafkaException {
    private @Nullable TaskId taskId;

    /**
     * An error outside of any task.
     *
     * @param message what happened, where, and what to do about it
     */
    public StreamsException(String message) {
        super(message);
    }

    /**
     * An error in a task.
     *
     * @param message what happened, where, and what to do about it
     * @param taskId the task
     */
    public StreamsException(String message, @Nullable TaskId taskId) {
        super(message);
        this.taskId = taskId;
    }

    /**
     * An error outside of any task, or in one that is not known yet.
     *
     * @param message what happened, where, and what to do about it
     * @param cause what led to it
     */
    public StreamsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * An error in a task.
     *
     * @param message what happened, where, and what to do about it
     * @param cause what led to it
     * @param taskId the task
     */
    public StreamsException(String message, @Nullable Throwable cause, @Nullable TaskId taskId) {
        super(message, cause);
        this.taskId = taskId;
    }

    /**
     * Wraps another error.
     *
     * @param cause the error
     */
    public StreamsException(Throwable cause) {
        super(cause);
    }

    /**
     * Wraps an error that happened in a task.
     *
     * @param cause the error
     * @param taskId the task
     */
    public StreamsException(Throwable cause, @Nullable TaskId taskId) {
        super(cause);
        this.taskId = taskId;
    }

    /**
     * The task in which it happened.
     *
     * @return empty if it happened outside of any task, or was not told
     */
    public Optional<TaskId> taskId() {
        return Optional.ofNullable(taskId);
    }

    /**
     * Tells in which task it happened, when whoever threw it could not know.
     *
     * @param taskId the task; null takes it away
     */
    public void setTaskId(@Nullable TaskId taskId) {
        this.taskId = taskId;
    }
}
