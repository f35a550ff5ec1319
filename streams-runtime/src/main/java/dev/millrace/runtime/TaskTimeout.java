package dev.millrace.runtime;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.TaskMigratedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a thread puts up with a log that does not answer in time: {@code task.timeout.ms} from the first of a run of
 * timeouts (KIP-572). With 0 the first one is an error, otherwise what timed out is tried again at least once.
 *
 * <p>A run ends with a step that does not time out. If a timeout came in the middle of a record, so that the tasks
 * began again from their last commit, that is not enough: the record is still to come. Such a run ends with the next
 * commit.
 */
final class TaskTimeout {
    private static final Logger LOG = LoggerFactory.getLogger(TaskTimeout.class);

    private final String owner;
    private final long timeoutMs;
    private boolean waiting;
    private boolean counting;
    private boolean countingUntilCommit;
    private long sinceMs;

    TaskTimeout(String owner, long timeoutMs) {
        this.owner = owner;
        this.timeoutMs = timeoutMs;
    }

    /**
     * A request timed out. Returns if it is to be made again.
     *
     * @throws StreamsException if that has gone on for too long
     */
    void timedOut(TimedOutException e, long nowMs) {
        waiting = true;
        count(e, nowMs);
    }

    /**
     * The tasks have begun again, because a request timed out in the middle of their work. Returns if they may go on.
     *
     * @throws StreamsException if that has gone on for too long
     */
    void begunAgain(TaskMigratedException e, long nowMs) {
        countingUntilCommit = true;
        count(e, nowMs);
    }

    private void count(RuntimeException e, long nowMs) {
        boolean first = !counting;
        if (first) {
            counting = true;
            sinceMs = nowMs;
        }
        if (timeoutMs == 0 || (!first && nowMs - sinceMs >= timeoutMs)) {
            throw new StreamsException(
                    "Thread " + owner + " has made no progress for " + (nowMs - sinceMs) + " ms, and "
                            + StreamsConfig.TASK_TIMEOUT_MS_CONFIG + " is " + timeoutMs + ". " + e.getMessage()
                            + ". See why the log does not answer, or set a longer "
                            + StreamsConfig.TASK_TIMEOUT_MS_CONFIG + ".",
                    e);
        }
        if (first) {
            LOG.warn("{}: {}. It is tried again for {} ms.", owner, e.getMessage(), timeoutMs);
        }
    }

    /** Whether a request is to be made again: the next step need not hurry. */
    boolean isWaiting() {
        return waiting;
    }

    /** A step ended without a timeout. */
    void progressed() {
        waiting = false;
        counting &= countingUntilCommit;
    }

    /** Something was committed. */
    void committed() {
        countingUntilCommit = false;
    }
}
