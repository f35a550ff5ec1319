package dev.millrace.streams.errors;

import dev.millrace.streams.processor.api.Record;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs where a processor threw, and goes on without the record. If {@code errors.dead.letter.queue.topic.name} is set,
 * the input record goes there.
 */
public class LogAndContinueProcessingExceptionHandler implements ProcessingExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(LogAndContinueProcessingExceptionHandler.class);

    private DeadLetters deadLetters = DeadLetters.none();

    /** Needs nothing. */
    public LogAndContinueProcessingExceptionHandler() {}

    @Override
    public void configure(Map<String, ?> configs) {
        deadLetters = DeadLetters.configuredBy(configs);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        log.warn(
                "Task {} goes on: processor {} failed on the record at offset {} of {}-{}",
                context.taskId(),
                context.processorNodeId(),
                context.offset(),
                context.topic(),
                context.partition(),
                exception);
        return Response.resume(deadLetters.of(context, exception));
    }
}
