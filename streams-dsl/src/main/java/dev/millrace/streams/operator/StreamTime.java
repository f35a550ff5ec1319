package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ProcessingContext;
import dev.millrace.streams.topology.CommittedMarks;

/**
 * The stream time of one operator: the largest timestamp that it has seen. It is a mark, committed with the input
 * offsets, so that what was late before a restart is late after it, and nothing else: the task's own stream time, over
 * all its inputs, may be ahead of what this operator has seen.
 */
final class StreamTime {

    private long ms = CommittedMarks.NONE;

    /**
     * Goes on from what was committed. The mark is the operator's and not the store's, which the operators of a cogroup
     * share.
     */
    StreamTime(ProcessingContext context) {
        if (context instanceof CommittedMarks marks) {
            String name = marks.processor() + "-stream-time";
            ms = marks.mark(name);
            marks.atCommit(name, this::ms);
        }
    }

    /** Notes a record's timestamp; gives the stream time from now on. */
    long advance(long timestampMs) {
        ms = Math.max(ms, timestampMs);
        return ms;
    }

    long ms() {
        return ms;
    }
}
