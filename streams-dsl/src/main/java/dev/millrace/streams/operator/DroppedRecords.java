package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ProcessingContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.processor.api.RecordMetadata;
import dev.millrace.streams.topology.LateRecords;
import org.apache.kafka.common.metrics.Sensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what an operator cannot use (metric {@code dropped-records} of the task) and says why in the log: the first
 * time, and then each time that the number has doubled, so that a flood of bad records is no flood of lines. Of records
 * that come too late for a window or for a history only the first is named, with its key and its age; all are counted
 * and offered to {@link LateRecords}.
 */
final class DroppedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(DroppedRecords.class);

    /** Why a join of two tables leaves an update out (KIP-914). */
    static final String OF_THE_PAST =
            "it is of the past of a table with a history, and a join of tables is one of the present";

    private final ProcessingContext context;
    private final Sensor sensor;
    private long count;
    private boolean lateIsLogged;

    DroppedRecords(ProcessingContext context) {
        this.context = context;
        this.sensor = context.metrics()
                .addRateTotalSensor("task", context.taskId().toString(), "dropped-records", Sensor.RecordingLevel.INFO);
    }

    /** A record is dropped, and that is in order: counted, without a line in the log. */
    void count() {
        sensor.record();
    }

    /** A record is dropped, for want of a key, say. */
    void add(String reason) {
        sensor.record();
        count++;
        if ((count & (count - 1)) == 0) {
            LOG.warn(
                    "Task {} dropped a record because {} ({}); {} dropped by this operator so far",
                    context.taskId(),
                    reason,
                    context.recordMetadata().map(DroppedRecords::place).orElse("not from a topic"),
                    count);
        }
    }

    /**
     * A record comes too late for a window.
     *
     * @param record the record
     * @param window the window, as text
     * @param lateByMs how long the window has been closed, in stream time
     * @param streamTimeMs the stream time by which it is closed
     */
    void late(Record<?, ?> record, String window, long lateByMs, long streamTimeMs) {
        sensor.record();
        if (!lateIsLogged) {
            lateIsLogged = true;
            LOG.warn(
                    "Task {} dropped a late record with key {} ({}): it is {} ms old, and its window {} has been closed for {}"
                            + " ms. A longer grace period would have taken it. Further late records are counted and not named",
                    context.taskId(),
                    record.key(),
                    context.recordMetadata().map(DroppedRecords::place).orElse("not from a topic"),
                    streamTimeMs - record.timestamp(),
                    window,
                    lateByMs);
        }
        offer(lateByMs);
    }

    /**
     * An update comes too late for the history of a table.
     *
     * @param store the table's
     * @param lateByMs how much older than the history it is; for an engine that does not tell, how old it is
     */
    void older(Object key, long timestampMs, String store, long lateByMs) {
        sensor.record();
        if (!lateIsLogged) {
            lateIsLogged = true;
            LOG.warn(
                    "Task {} dropped a late update of key {} ({}): it is {} ms old, which is older than the history of the store {}."
                            + " A longer history retention would have taken it. Further late updates are counted and not named",
                    context.taskId(),
                    key,
                    context.recordMetadata().map(DroppedRecords::place).orElse("not from a topic"),
                    context.currentStreamTimeMs() - timestampMs,
                    store);
        }
        offer(lateByMs);
    }

    private void offer(long lateByMs) {
        if (context instanceof LateRecords late) {
            late.offerLate(lateByMs);
        }
    }

    private static String place(RecordMetadata metadata) {
        return "topic " + metadata.topic() + ", partition " + metadata.partition() + ", offset " + metadata.offset();
    }
}
