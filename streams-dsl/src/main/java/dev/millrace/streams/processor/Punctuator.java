package dev.millrace.streams.processor;

/** What a processor has called at intervals. Runs on the thread of its task, between records. */
@FunctionalInterface
public interface Punctuator {
    /**
     * Called when due. No record is being processed: there is no record metadata, and forwarded records bring their own
     * timestamp.
     *
     * @param timestamp milliseconds since 1970: stream time or wall-clock time, as the type of the schedule says
     */
    void punctuate(long timestamp);
}
