package dev.millrace.streams.errors;

/** The application has stopped, or is about to. Asking again does not help. */
public class StreamsStoppedException extends InvalidStateStoreException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public StreamsStoppedException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public StreamsStoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
