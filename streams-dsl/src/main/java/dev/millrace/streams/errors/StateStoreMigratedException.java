package dev.millrace.streams.errors;

/** The store has moved to another instance. Look up where it is now, and ask there. */
public class StateStoreMigratedException extends InvalidStateStoreException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public StateStoreMigratedException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public StateStoreMigratedException(String message, Throwable cause) {
        super(message, cause);
    }
}
