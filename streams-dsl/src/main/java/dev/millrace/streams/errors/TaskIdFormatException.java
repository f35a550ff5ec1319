package dev.millrace.streams.errors;

/** A text was read as a {@link dev.millrace.streams.processor.TaskId} but does not have the form of one. */
public class TaskIdFormatException extends StreamsException {
    /**
     * Names the text.
     *
     * @param message the text and the form expected
     */
    public TaskIdFormatException(String message) {
        super(message);
    }

    /**
     * Names the text and the reason.
     *
     * @param message the text and the form expected
     * @param cause why it could not be read
     */
    public TaskIdFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Wraps the reason.
     *
     * @param cause why it could not be read
     */
    public TaskIdFormatException(Throwable cause) {
        super(cause);
    }
}
