package dev.millrace.runtime;

/**
 * When a thread commits: after {@code commit.interval.ms}, when a processor asks for it, when the stores hold too many
 * changes, and as soon as there is no more input at hand, so that latency is not the commit interval. On the thread
 * alone.
 */
final class CommitSchedule {

    private final RuntimeConfig config;
    private final TaskSet tasks;
    private final InputFeed feed;
    private long lastCommitMs;

    CommitSchedule(RuntimeConfig config, TaskSet tasks, InputFeed feed) {
        this.config = config;
        this.tasks = tasks;
        this.feed = feed;
    }

    /** The interval begins: a commit has been tried, or the thread has started. */
    void restart(long nowMs) {
        lastCommitMs = nowMs;
    }

    /** Whether there is anything to commit. */
    boolean isNeeded(Outbox outbox) {
        return outbox.inTransaction() || anyTaskNeedsCommit();
    }

    /**
     * Whether what there is to commit is to be committed now.
     *
     * @param idle nothing else was done in this step
     */
    boolean isDue(long nowMs, boolean idle) {
        if (nowMs - lastCommitMs >= config.commitIntervalMs()) {
            return true;
        }
        long bufferedBytes = 0;
        for (Task task : tasks.running()) {
            if (task.commitRequested()) {
                return true;
            }
            bufferedBytes += task.bufferedBytes();
        }
        return bufferedBytes > config.uncommittedMaxBytesPerThread() || (idle && !feed.moreToCome());
    }

    /** When the interval is over for work that waits to be committed; {@link Long#MAX_VALUE} if none does. */
    long nextDeadlineMs() {
        return anyTaskNeedsCommit() ? lastCommitMs + config.commitIntervalMs() : Long.MAX_VALUE;
    }

    private boolean anyTaskNeedsCommit() {
        for (Task task : tasks.running()) {
            if (task.needsCommit()) {
                return true;
            }
        }
        return false;
    }
}
