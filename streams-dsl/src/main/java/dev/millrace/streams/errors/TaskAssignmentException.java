package dev.millrace.streams.errors;

/** Tasks could not be distributed over the instances of the application. */
public class TaskAssignmentException extends StreamsException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public TaskAssignmentException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public TaskAssignmentException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Wraps another error.
     *
     * @param cause what led to it
     */
    public TaskAssignmentException(Throwable cause) {
        super(cause);
    }
}
