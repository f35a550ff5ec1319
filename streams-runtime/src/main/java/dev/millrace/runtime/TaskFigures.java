package dev.millrace.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Sensor;

/**
 * What one task counts and measures of itself and its nodes. A record costs some additions to plain fields; they become
 * {@link Figure}s now and then. On the task's thread alone, but for the metrics that it makes.
 */
final class TaskFigures {

    private final RuntimeMetrics registry;
    private final ThreadFigures thread;
    private final String threadName;
    private final String taskId;
    private final boolean inDetail;
    private final Figure processed;
    private final Figure lateness;
    private final Figure partOfProcessing;
    private final Figure buffered;
    private final Figure enforced;
    private final List<MetricSet> registered = new ArrayList<>();
    private final Map<String, SourceFigure> sources = new HashMap<>();
    private boolean reported;
    private int records;
    private long workedNs;
    private long latenessMs;
    private long maxLatenessMs;
    private long enforcedRecords;

    /** The records of one source, of all its partitions in this task. */
    private static final class SourceFigure {
        final Figure processed;
        final List<InputQueue> queues = new ArrayList<>();
        long known;

        SourceFigure(Figure processed) {
            this.processed = processed;
        }

        void update(long nowMs) {
            long inAll = queues.stream().mapToLong(InputQueue::processed).sum();
            if (inAll > known) {
                processed.add(nowMs, inAll - known, 0);
                known = inAll;
            }
        }
    }

    /** Nothing is registered before {@link #register}. */
    TaskFigures(RuntimeMetrics registry, ThreadFigures thread, String threadName, String taskId) {
        this.registry = registry;
        this.thread = thread;
        this.threadName = threadName;
        this.taskId = taskId;
        this.inDetail = registry.records(Sensor.RecordingLevel.DEBUG);
        MetricConfig config = registry.config();
        this.processed = new Figure(config);
        this.lateness = new Figure(config);
        this.partOfProcessing = new Figure(config);
        this.buffered = new Figure(config);
        this.enforced = new Figure(config);
    }

    /** From now on the metrics are there, those of the sources among them. */
    void register(List<InputQueue> queues, long openedMs) {
        reported = true;
        thread.taskCreated(openedMs);
        MetricSet task = metrics("task")
                .gauge(
                        "active-process-ratio",
                        "Part of the thread's processing that was this task's",
                        (config, nowMs) -> partOfProcessing.average(nowMs))
                .gauge("active-buffer-count", "Records that wait", (config, nowMs) -> buffered.average(nowMs));
        if (inDetail) {
            task.rateAndTotal("process", "Records processed", processed)
                    .averageAndMax("process-latency", "Nanoseconds that a record takes,", processed)
                    .averageAndMax("record-lateness", "Milliseconds of a record behind stream time,", lateness)
                    .rateAndTotal("enforced-processing", "Records processed while an input was empty", enforced);
        }
        add(task);
        queues.forEach(this::register);
    }

    private void register(InputQueue queue) {
        String source = queue.source().name();
        add(queue.traffic().metrics("consumed", this, source));
        if (inDetail) {
            sources.computeIfAbsent(source, this::registerSource).queues.add(queue);
        }
    }

    private SourceFigure registerSource(String name) {
        SourceFigure source = new SourceFigure(new Figure(registry.config()));
        add(metrics("processor-node", "processor-node-id", name)
                .rateAndTotal("process", "Records processed", source.processed));
        return source;
    }

    /** Counts what a sink writes to a topic. */
    TopicTraffic producedTo(String topic, String sink) {
        TopicTraffic traffic = new TopicTraffic(topic);
        add(traffic.metrics("produced", this, sink));
        return traffic;
    }

    /** An empty set of the task's, or of a part of it that more tags name. */
    MetricSet metrics(String level, String... more) {
        String[] tags = Arrays.copyOf(new String[] {"thread-id", threadName, "task-id", taskId}, 4 + more.length);
        System.arraycopy(more, 0, tags, 4, more.length);
        return new MetricSet(level, tags);
    }

    private void add(MetricSet set) {
        registered.add(set);
        registry.add(set);
    }

    /** A record was processed. */
    void processed(long lateByMs) {
        records++;
        latenessMs += lateByMs;
        maxLatenessMs = Math.max(maxLatenessMs, lateByMs);
    }

    /** A record is processed though an input is empty, because the task has waited for long enough. */
    void enforced() {
        enforcedRecords++;
    }

    /** The task's part of a thread's turn has ended. */
    void sliceEnded(long tookNs) {
        workedNs += tookNs;
    }

    /**
     * Turns what was counted since the last time into figures.
     *
     * @param allTasksNs how long all tasks of the thread have worked since then
     * @param queues the task's own
     */
    void report(long nowMs, long allTasksNs, InputQueue[] queues) {
        partOfProcessing.add(nowMs, 1, allTasksNs == 0 ? 0 : (double) workedNs / allTasksNs);
        int waiting = 0;
        for (InputQueue queue : queues) {
            waiting += queue.size();
        }
        buffered.add(nowMs, 1, waiting);
        if (inDetail && records > 0) {
            processed.add(nowMs, records, (double) workedNs / records);
            lateness.add(nowMs, records, records, (double) latenessMs, (double) maxLatenessMs);
            if (enforcedRecords > 0) {
                enforced.add(nowMs, enforcedRecords, 0);
            }
            sources.values().forEach(source -> source.update(nowMs));
        }
        records = 0;
        workedNs = 0;
        latenessMs = 0;
        maxLatenessMs = 0;
        enforcedRecords = 0;
    }

    /** The task is closed: its metrics go. */
    void close(long nowMs) {
        if (reported) {
            reported = false;
            thread.taskClosed(nowMs);
        }
        registered.forEach(registry::remove);
        registered.clear();
        registry.removeTask(taskId);
    }
}
