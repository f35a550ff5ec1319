package dev.millrace.runtime;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line that a thread writes into the program's log every {@code log.summary.interval.ms}: what it has done since
 * the last one.
 */
final class ProgressLine {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressLine.class);

    private final String owner;
    private final long intervalMs;
    private final ThreadFigures figures;
    private final Consumer<String> log;
    private long lastMs;
    private long processed;
    private long punctuated;
    private long committed;

    /** @param intervalMs 0 or less: no line */
    ProgressLine(String owner, long intervalMs, ThreadFigures figures) {
        this(owner, intervalMs, figures, LOG::info);
    }

    /** @param log takes the lines */
    ProgressLine(String owner, long intervalMs, ThreadFigures figures, Consumer<String> log) {
        this.owner = owner;
        this.intervalMs = intervalMs;
        this.figures = figures;
        this.log = log;
    }

    /** The interval begins. */
    void start(long nowMs) {
        lastMs = nowMs;
    }

    /** Writes the line if it is time. */
    void step(long nowMs) {
        if (intervalMs <= 0 || nowMs - lastMs < intervalMs) {
            return;
        }
        log.accept(owner + ": processed " + (figures.processedInAll() - processed) + " records, called "
                + (figures.punctuatedInAll() - punctuated) + " punctuators and committed "
                + (figures.committedInAll() - committed) + " times in the last " + (nowMs - lastMs) + " ms");
        lastMs = nowMs;
        processed = figures.processedInAll();
        punctuated = figures.punctuatedInAll();
        committed = figures.committedInAll();
    }
}
