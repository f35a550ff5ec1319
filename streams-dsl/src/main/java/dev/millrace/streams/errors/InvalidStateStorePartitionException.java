package dev.millrace.streams.errors;

/** A query named a partition that the store does not have. Asking again does not help. */
public class InvalidStateStorePartitionException extends InvalidStateStoreException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public InvalidStateStorePartitionException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public InvalidStateStorePartitionException(String message, Throwable cause) {
        super(message, cause);
    }
}
