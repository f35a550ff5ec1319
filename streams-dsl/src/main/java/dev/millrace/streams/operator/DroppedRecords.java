package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ProcessingContext;
import dev.millrace.streams.processor.api.RecordMetadata;
import org.apache.kafka.common.metrics.Sensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what an operator cannot use (metric {@code dropped-records} of the task) and says why in the log: the first time,
 * and then each time that the number has doubled, so that a flood of bad records is no flood of lines.
 */
final class DroppedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(DroppedRecords.class);

    private final ProcessingContext context;
    private final Sensor sensor;
    private long count;

    DroppedRecords(ProcessingContext context) {
        this.context = context;
        this.sensor = context.metrics()
                .addRateTotalSensor("task", context.taskId().toString(), "dropped-records", Sensor.RecordingLevel.INFO);
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

    private static String place(RecordMetadata metadata) {
        return "topic " + metadata.topic() + ", partition " + metadata.partition() + ", offset " + metadata.offset();
    }
}
