package dev.millrace.streams.errors;

/** The directory of a task is held by another thread or another process. */
public class LockException extends StreamsException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public LockException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public LockException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Wraps another error.
     *
     * @param cause what led to it
     */
    public LockException(Throwable cause) {
        super(cause);
    }
}
