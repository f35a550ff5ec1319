package dev.millrace.streams.errors;

/** A state store could not be opened, read, written or restored. */
public class ProcessorStateException extends StreamsException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public ProcessorStateException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public ProcessorStateException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Wraps another error.
     *
     * @param cause what led to it
     */
    public ProcessorStateException(Throwable cause) {
        super(cause);
    }
}
