package dev.millrace.streams.errors;

/**
 * A task was given to another thread or instance while this one still worked on it. The work since the last commit
 * is dropped here and done again there; the thread goes on.
 */
public class TaskMigratedException extends StreamsException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public TaskMigratedException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public TaskMigratedException(String message, Throwable cause) {
        super(message, cause);
    }
}
