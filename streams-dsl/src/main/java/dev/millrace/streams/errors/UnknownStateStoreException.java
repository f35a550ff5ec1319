package dev.millrace.streams.errors;

/** The topology has no store of this name. Asking again does not help. */
public class UnknownStateStoreException extends InvalidStateStoreException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public UnknownStateStoreException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public UnknownStateStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
