package dev.millrace.streams.errors;

import dev.millrace.streams.processor.api.Record;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs where a processor threw, and stops. If {@code errors.dead.letter.queue.topic.name} is set, the input record goes
 * there first. The default.
 */
public class LogAndFailProcessingExceptionHandler implements ProcessingExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(LogAndFailProcessingExceptionHandler.class);

    private DeadLetters deadLetters = DeadLetters.none();

    /** Needs nothing. */
    public LogAndFailProcessingExceptionHandler() {}

    @Override
    public void configure(Map<String, ?> configs) {
        deadLetters = DeadLetters.configuredBy(configs);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        log.error(
                "Task {} stops: processor {} failed on the record at offset {} of {}-{}",
                context.taskId(),
                context.processorNodeId(),
                context.offset(),
                context.topic(),
                context.partition(),
                exception);
        return Response.fail(deadLetters.of(context, exception));
    }
}
