package dev.millrace.streams.errors;

/** A store cannot be queried. Subclasses say why, and whether asking again helps. */
public class InvalidStateStoreException extends StreamsException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public InvalidStateStoreException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public InvalidStateStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Wraps another error.
     *
     * @param cause what led to it
     */
    public InvalidStateStoreException(Throwable cause) {
        super(cause);
    }
}
