package dev.millrace.streams.errors;

/**
 * An internal topic (repartition or changelog) exists but is not as the topology needs it, for instance with
 * another number of partitions.
 */
public class MisconfiguredInternalTopicException extends StreamsException {
    /**
     * Tells what is wrong.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public MisconfiguredInternalTopicException(String message) {
        super(message);
    }
}
