package dev.millrace.streams.errors;

/** Internal topics were to be set up explicitly, but all of them exist already. */
public class InternalTopicsAlreadySetupException extends StreamsException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public InternalTopicsAlreadySetupException(String message) {
        super(message);
    }
}
