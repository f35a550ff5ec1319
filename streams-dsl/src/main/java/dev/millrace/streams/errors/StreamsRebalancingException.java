package dev.millrace.streams.errors;

/** Tasks are being redistributed or restored, and the store cannot be queried meanwhile. Ask again a little later. */
public class StreamsRebalancingException extends InvalidStateStoreException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public StreamsRebalancingException(String message) {
        super(message);
    }

    /**
     * Tells what is wrong, and why.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause what led to it
     */
    public StreamsRebalancingException(String message, Throwable cause) {
        super(message, cause);
    }
}
