package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ProcessingContext;
import dev.millrace.streams.topology.CommittedMarks;

/**
 * Decides when an aggregation that emits on close looks for windows that have closed, and knows up to where it has sent
 * them.
 *
 * <p>Looking is a walk over the store, so it is done once in a while by the wall clock (a second, as in Kafka Streams,
 * whose internal setting {@code __emit.interval.ms.kstreams.windowed.aggregation__} is read here, too: the test driver
 * has it at 0), but always before the store can let go of a window that was not sent yet. Up to where was sent is a
 * mark that is committed with the input offsets: after a restart no result comes twice, and none is left out.
 */
/*
 * A store forgets at the put that moves its time on, so a look comes before the put of the record. No record can change
 * a window that its own time has closed, so the results are the same as after the put. In between two looks stream time
 * must not go on by more than what the store keeps beyond the closing; where it keeps nothing beyond, there is a look
 * at each record.
 */
final class ClosedWindows {

    private static final String INTERVAL = "__emit.interval.ms.kstreams.windowed.aggregation__";
    private static final long DEFAULT_INTERVAL_MS = 1_000;

    private final ProcessingContext context;
    private final long keptBeyondCloseMs;
    private final long intervalMs;
    private long sentUpToMs;
    private long lookedUpToMs;
    private long nextLookMs;

    /**
     * Starts where the last run ended.
     *
     * @param keptBeyondCloseMs for how much more of stream time the store keeps a window when it has closed
     */
    ClosedWindows(ProcessingContext context, String storeName, long keptBeyondCloseMs) {
        this.context = context;
        this.keptBeyondCloseMs = keptBeyondCloseMs;
        this.intervalMs =
                context.appConfigs().get(INTERVAL) instanceof Number number ? number.longValue() : DEFAULT_INTERVAL_MS;
        this.sentUpToMs = CommittedMarks.NONE;
        if (context instanceof CommittedMarks marks) {
            sentUpToMs = marks.mark(storeName);
            marks.atCommit(storeName, this::sentUpToMs);
        }
        this.lookedUpToMs = sentUpToMs;
    }

    /** Whether to look now for windows that closed up to this time. */
    boolean isDue(long closedUpToMs) {
        long nowMs = context.currentSystemTimeMs();
        if (nowMs < nextLookMs && closedUpToMs - lookedUpToMs < keptBeyondCloseMs) {
            return false;
        }
        nextLookMs = nowMs + intervalMs;
        lookedUpToMs = closedUpToMs;
        return sentUpToMs < closedUpToMs;
    }

    /** Up to which time closed windows were sent; {@link CommittedMarks#NONE} if none were. */
    long sentUpToMs() {
        return sentUpToMs;
    }

    /** All windows that closed up to this time were sent. */
    void sentUpTo(long closedUpToMs) {
        sentUpToMs = closedUpToMs;
    }
}
