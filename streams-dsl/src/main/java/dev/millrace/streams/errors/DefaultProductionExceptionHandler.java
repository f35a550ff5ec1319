package dev.millrace.streams.errors;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Tries again where the producer says that this may help, and stops for all other errors. If
 * {@code errors.dead.letter.queue.topic.name} is set, the input record goes there before it stops. The default.
 */
public class DefaultProductionExceptionHandler implements ProductionExceptionHandler {
    private DeadLetters deadLetters = DeadLetters.none();

    /** Needs nothing. */
    public DefaultProductionExceptionHandler() {}

    @Override
    public void configure(Map<String, ?> configs) {
        deadLetters = DeadLetters.configuredBy(configs);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        return exception instanceof RetriableException
                ? Response.retry()
                : Response.fail(deadLetters.of(context, exception));
    }

    @Override
    @SuppressWarnings("rawtypes") // the mirrored signature
    public Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        return Response.fail(deadLetters.of(context, exception));
    }
}
