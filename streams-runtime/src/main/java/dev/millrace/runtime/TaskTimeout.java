package dev.millrace.runtime;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a thread puts up with a log that does not answer in time: {@code task.timeout.ms} from the first of a run of timeouts
 * (KIP-572). With 0 the first one is an error, otherwise what timed out is tried again at least once.
 */
final class TaskTimeout {
    private static final Logger LOG = LoggerFactory.getLogger(TaskTimeout.class);

    private final String owner;
    private final long timeoutMs;
    private boolean waiting;
    private long sinceMs;

    TaskTimeout(String owner, long timeoutMs) {
        this.owner = owner;
        this.timeoutMs = timeoutMs;
    }

    /**
     * Something timed out. Returns if it is to be tried again.
     *
     * @throws StreamsException if that has gone on for too long
     */
    void timedOut(TimedOutException e, long nowMs) {
        boolean first = !waiting;
        if (first) {
            waiting = true;
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

    /** Whether something is to be tried again. */
    boolean isWaiting() {
        return waiting;
    }

    /** The log has answered. */
    void progressed() {
        waiting = false;
    }
}
