package dev.millrace.streams.topology;

/**
 * Takes records that come too late for their windows or for the history of a table. The runtime's processor contexts
 * are these, too: they send the input record under way, as it was read, to the topic that {@code late.records.topic}
 * names, in the transaction of its processing.
 */
public interface LateRecords {

    /**
     * Offers the input record under way. Does nothing if no topic is named; the same record is sent once for each
     * processor, however many windows it is late for.
     *
     * @param lateByMs how long its window has been closed, or how much older than the history it is, in stream time
     */
    void offerLate(long lateByMs);
}
