package dev.millrace.streams.errors;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a record that cannot be deserialised, and stops. If {@code errors.dead.letter.queue.topic.name} is set, the
 * record goes there first. The default.
 */
public class LogAndFailExceptionHandler implements DeserializationExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(LogAndFailExceptionHandler.class);

    private DeadLetters deadLetters = DeadLetters.none();

    /** Needs nothing. */
    public LogAndFailExceptionHandler() {}

    @Override
    public void configure(Map<String, ?> configs) {
        deadLetters = DeadLetters.configuredBy(configs);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        log.error(
                "Task {} stops: the record at offset {} of {}-{} cannot be deserialised",
                context.taskId(),
                record.offset(),
                record.topic(),
                record.partition(),
                exception);
        return Response.fail(deadLetters.of(record.key(), record.value(), context, exception));
    }
}
