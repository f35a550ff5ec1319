package dev.millrace.streams.errors;

import java.util.List;

/** Internal topics that should be there are not. They must not be deleted while the application has state. */
public class MissingInternalTopicsException extends StreamsException {
    private final transient List<String> topics;

    /**
     * Names the topics.
     *
     * @param message what is wrong, where, and what to do about it
     * @param topics full names of the topics
     */
    public MissingInternalTopicsException(String message, List<String> topics) {
        super(message);
        this.topics = List.copyOf(topics);
    }

    /**
     * The topics that are missing.
     *
     * @return their full names
     */
    public List<String> topics() {
        return topics;
    }
}
