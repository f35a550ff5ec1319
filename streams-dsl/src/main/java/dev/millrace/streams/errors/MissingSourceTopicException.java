package dev.millrace.streams.errors;

/** A topic that the topology reads from does not exist. Create it before the application is started. */
public class MissingSourceTopicException extends StreamsException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public MissingSourceTopicException(String message) {
        super(message);
    }
}
