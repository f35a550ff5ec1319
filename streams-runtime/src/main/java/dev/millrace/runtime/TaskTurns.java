package dev.millrace.runtime;

/**
 * Gives the running tasks of one thread their turns: a slice of records each, then the punctuators that are due.
 *
 * <p>The slice grows while steps are short and halves when one was long, so that polls and commits come in time however
 * slow the processors are. A paused application gets no turns. On the thread alone.
 */
final class TaskTurns {

    private static final int FIRST_SLICE = 64;
    private static final int MAX_SLICE = 1024;
    private static final long SLOW_STEP_MS = 50;
    private static final long FAST_STEP_MS = 10;
    private static final long REPORT_EVERY_MS = 100;

    private final ThreadParts parts;
    private final TaskSet tasks;
    private final InputFeed feed;
    private final ThreadFigures figures;
    private long unreportedNs;
    private long reportedMs = Long.MIN_VALUE / 2;
    private int slice = FIRST_SLICE;

    TaskTurns(ThreadParts parts, TaskSet tasks, InputFeed feed) {
        this.parts = parts;
        this.tasks = tasks;
        this.feed = feed;
        this.figures = parts.figures();
    }

    /**
     * Notes how long the step before took.
     *
     * @param worked whether it did anything: one that only waited says nothing about the processors
     */
    void lastStepTook(long ms, boolean worked) {
        if (ms > SLOW_STEP_MS && worked) {
            slice = Math.max(1, slice / 2);
        } else if (ms < FAST_STEP_MS) {
            slice = Math.min(MAX_SLICE, slice * 2);
        }
    }

    /** Processes a slice of each task's records; says whether there were any. */
    boolean process(long nowMs) {
        if (parts.isPaused()) {
            return false;
        }
        int total = 0;
        long allNs = 0;
        figures.lap();
        for (Task task : tasks.running()) {
            int done = 0;
            while (done < slice && task.process(nowMs)) {
                done++;
            }
            if (done > 0) {
                total += done;
                feed.resume(task);
                allNs += endSlice(task);
            }
        }
        if (total > 0) {
            endTurn(nowMs, total, allNs);
        }
        return total > 0;
    }

    private long endSlice(Task task) {
        long tookNs = figures.lapEndedNs();
        task.figures().sliceEnded(tookNs);
        return tookNs;
    }

    private void endTurn(long nowMs, int records, long tookNs) {
        parts.metrics().processed(records);
        figures.processed(nowMs, records, tookNs);
        unreportedNs += tookNs;
        if (nowMs - reportedMs >= REPORT_EVERY_MS) {
            reportTasks(nowMs);
        }
    }

    /**
     * Lets the tasks turn what they have counted into figures: now and then, and after a commit, not each time that one
     * has worked.
     */
    void reportTasks(long nowMs) {
        for (Task task : tasks.running()) {
            task.figures().report(nowMs, unreportedNs, task.queues());
        }
        unreportedNs = 0;
        reportedMs = nowMs;
    }

    /** Processes one record, the oldest that any task has at hand; says whether there was one. */
    boolean processOldest(long nowMs) {
        Task oldest = null;
        for (Task task : tasks.running()) {
            if (oldest == null || task.nextTimestampMs() < oldest.nextTimestampMs()) {
                oldest = task;
            }
        }
        figures.lap();
        if (oldest == null || !oldest.process(nowMs)) {
            return false;
        }
        endTurn(nowMs, 1, endSlice(oldest));
        reportTasks(nowMs);
        return true;
    }

    /** Calls the punctuators that are due; says whether there were any. */
    boolean punctuate(long nowMs) {
        if (parts.isPaused()) {
            return false;
        }
        int called = 0;
        figures.lap();
        for (Task task : tasks.running()) {
            called += task.punctuate(nowMs);
        }
        if (called > 0) {
            figures.punctuated(nowMs, called);
        }
        return called > 0;
    }
}
