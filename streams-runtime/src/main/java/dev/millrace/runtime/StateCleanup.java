package dev.millrace.runtime;

import dev.millrace.streams.processor.TaskId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the state of tasks that have moved away from this machine, so that it does not fill the disk: whoever was not
 * used for {@code state.cleanup.delay.ms}, as far as this instance has seen. It looks around twice in that time, not
 * more often than once a second. What anybody has open, here or in another process, stays.
 *
 * <p>All threads of an instance call it, and one of them does the work.
 */
final class StateCleanup {

    private static final Logger LOG = LoggerFactory.getLogger(StateCleanup.class);
    private static final long SHORTEST_INTERVAL_MS = 1_000;

    private final StateDirectory directory;
    private final long delayMs;
    private final long intervalMs;
    private final Map<TaskId, Long> unusedSinceMs = new HashMap<>();
    private volatile long dueMs = Long.MIN_VALUE;

    /** Deletes nothing before the first step. */
    StateCleanup(StateDirectory directory, long delayMs) {
        this.directory = directory;
        this.delayMs = delayMs;
        this.intervalMs = Math.max(SHORTEST_INTERVAL_MS, delayMs / 2);
    }

    /** Does what is due. Failures are logged, and tried again. Any thread. */
    void step(long nowMs) {
        if (nowMs >= dueMs) {
            lookAround(nowMs);
        }
    }

    private synchronized void lookAround(long nowMs) {
        if (nowMs < dueMs) {
            return;
        }
        dueMs = nowMs > Long.MAX_VALUE - intervalMs ? Long.MAX_VALUE : nowMs + intervalMs;
        List<TaskId> unused = directory.unused();
        unusedSinceMs.keySet().retainAll(unused);
        for (TaskId task : unused) {
            long sinceMs = unusedSinceMs.computeIfAbsent(task, first -> nowMs);
            if (nowMs - sinceMs >= delayMs) {
                delete(task, "nobody here has used it for " + (nowMs - sinceMs) + " ms");
            }
        }
    }

    /**
     * Deletes the state of tasks that has not changed for {@code state.cleanup.dir.max.age.ms}, when an instance
     * starts.
     *
     * @param maxAgeMs negative: never
     */
    void deleteOutdated(long maxAgeMs, long nowMs) {
        if (maxAgeMs < 0) {
            return;
        }
        for (TaskId task : directory.unused()) {
            long ageMs = nowMs - directory.lastModifiedMs(task);
            if (ageMs > maxAgeMs) {
                delete(task, "it has not changed for " + ageMs + " ms");
            }
        }
    }

    private void delete(TaskId task, String reason) {
        try {
            if (directory.delete(task)) {
                LOG.info("Deleted the state of task {} in {}: {}", task, directory.of(task), reason);
            }
        } catch (RuntimeException e) {
            LOG.warn("The state of task {} in {} could not be deleted", task, directory.of(task), e);
        }
    }
}
