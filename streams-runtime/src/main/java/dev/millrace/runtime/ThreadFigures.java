package dev.millrace.runtime;

import java.util.function.LongSupplier;
import org.apache.kafka.common.metrics.MetricConfig;

/**
 * What one stream thread counts and measures of itself. It measures in laps: each part of a step that is measured
 * begins where the one before it ended, or at {@link #lap}. On the thread alone, but for the {@link #metrics}.
 */
final class ThreadFigures {

    private static final double NS_PER_MS = 1_000_000;

    private final LongSupplier stopwatchNs;
    private final Figure polls;
    private final Figure polledRecords;
    private final Figure processed;
    private final Figure processedAtOnce;
    private final Figure punctuations;
    private final Figure commits;
    private final Figure tasksCreated;
    private final Figure tasksClosed;
    private long lapNs;

    /** @param stopwatchNs a clock to measure by */
    ThreadFigures(MetricConfig config, LongSupplier stopwatchNs) {
        this.stopwatchNs = stopwatchNs;
        this.polls = new Figure(config);
        this.polledRecords = new Figure(config);
        this.processed = new Figure(config);
        this.processedAtOnce = new Figure(config);
        this.punctuations = new Figure(config);
        this.commits = new Figure(config);
        this.tasksCreated = new Figure(config);
        this.tasksClosed = new Figure(config);
    }

    MetricSet metrics(String threadName) {
        return new MetricSet("thread", "thread-id", threadName)
                .rateAndTotal("poll", "Polls", polls)
                .averageAndMax("poll-latency", "Milliseconds that a poll takes,", polls)
                .averageAndMax("poll-records", "Records of a poll,", polledRecords)
                .partOfTime("poll", "polls", polls)
                .rateAndTotal("process", "Records processed", processed)
                .averageAndMax("process-latency", "Milliseconds that a record takes,", processed)
                .averageAndMax("process-records", "Records of a step,", processedAtOnce)
                .partOfTime("process", "records", processed)
                .rateAndTotal("punctuate", "Punctuators called", punctuations)
                .averageAndMax("punctuate-latency", "Milliseconds that a punctuator takes,", punctuations)
                .partOfTime("punctuate", "punctuators", punctuations)
                .rateAndTotal("commit", "Commits", commits)
                .averageAndMax("commit-latency", "Milliseconds that a commit takes,", commits)
                .partOfTime("commit", "commits", commits)
                .rateAndTotal("task-created", "Tasks opened", tasksCreated)
                .rateAndTotal("task-closed", "Tasks closed", tasksClosed);
    }

    /** A measured part begins. */
    void lap() {
        lapNs = stopwatchNs.getAsLong();
    }

    /** The lap ends, and the next begins; gives how long it took. */
    long lapEndedNs() {
        long beganNs = lapNs;
        lapNs = stopwatchNs.getAsLong();
        return lapNs - beganNs;
    }

    void polled(long nowMs, int records) {
        polls.add(nowMs, 1, lapEndedNs() / NS_PER_MS);
        if (records > 0) {
            polledRecords.add(nowMs, records, records);
        }
    }

    void processed(long nowMs, int records, long tookNs) {
        processed.add(nowMs, records, tookNs / NS_PER_MS / records);
        processedAtOnce.add(nowMs, records, records);
    }

    void punctuated(long nowMs, int punctuators) {
        punctuations.add(nowMs, punctuators, lapEndedNs() / NS_PER_MS / punctuators);
    }

    void committed(long nowMs) {
        commits.add(nowMs, 1, lapEndedNs() / NS_PER_MS);
    }

    void taskCreated(long nowMs) {
        tasksCreated.add(nowMs, 1, 0);
    }

    void taskClosed(long nowMs) {
        tasksClosed.add(nowMs, 1, 0);
    }

    long processedInAll() {
        return (long) processed.total();
    }

    long punctuatedInAll() {
        return (long) punctuations.total();
    }

    long committedInAll() {
        return (long) commits.total();
    }
}
