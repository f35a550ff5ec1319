package dev.millrace.streams.errors;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a record that cannot be deserialised, and goes on without it. If {@code errors.dead.letter.queue.topic.name} is
 * set, the record goes there.
 */
public class LogAndContinueExceptionHandler implements DeserializationExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(LogAndContinueExceptionHandler.class);

    private DeadLetters deadLetters = DeadLetters.none();

    /** Needs nothing. */
    public LogAndContinueExceptionHandler() {}

    @Override
    public void configure(Map<String, ?> configs) {
        deadLetters = DeadLetters.configuredBy(configs);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        log.warn(
                "Task {} goes on without the record at offset {} of {}-{}: it cannot be deserialised",
                context.taskId(),
                record.offset(),
                record.topic(),
                record.partition(),
                exception);
        return Response.resume(deadLetters.of(record.key(), record.value(), context, exception));
    }
}
