package dev.millrace.streams.errors;

/** The store is closed and will not come back on this instance. Look up where it is now, and ask there. */
public class StateStoreNotAvailableException extends InvalidStateStoreException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public StateStoreNotAvailableException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public StateStoreNotAvailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
