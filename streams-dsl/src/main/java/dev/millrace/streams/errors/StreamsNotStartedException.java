package dev.millrace.streams.errors;

/** The application has not been started yet, so it has no stores. Call {@code start()} and ask again. */
public class StreamsNotStartedException extends InvalidStateStoreException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public StreamsNotStartedException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public StreamsNotStartedException(String message, Throwable cause) {
        super(message, cause);
    }
}
