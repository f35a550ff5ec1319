package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/** Steps that throw for some values, and the handler that is asked what to do then. */
final class Failing {

    private static final String NOTES = "trial.notes";
    private static final String ON_ERROR = "trial.on.error";

    private Failing() {}

    /** A value in five is refused. */
    private static Object checked(Object value) {
        if (Math.floorMod(Functions.hash(value), 5) == 0) {
            throw new IllegalStateException("refused: " + Functions.text(value));
        }
        return value;
    }

    static KStream<Object, Object> stream(Node node, Verb.Fail verb, KStream<Object, Object> from) {
        Named named = Streams.named(node);
        switch (verb.step()) {
            case MAP_VALUES -> {
                ValueMapper<Object, Object> mapper = Failing::checked;
                return named == null ? from.mapValues(mapper) : from.mapValues(mapper, named);
            }
            case PROCESS_VALUES -> {
                FixedKeyProcessorSupplier<Object, Object, Object> processor = Checking::new;
                return named == null ? from.processValues(processor) : from.processValues(processor, named);
            }
            default -> {
                ProcessorSupplier<Object, Object, Object, Object> processor = Forwarding::new;
                return named == null ? from.process(processor) : from.process(processor, named);
            }
        }
    }

    private static final class Checking extends ContextualFixedKeyProcessor<Object, Object, Object> {

        @Override
        public void process(FixedKeyRecord<Object, Object> record) {
            context().forward(record.withValue(checked(record.value())));
        }
    }

    /** What it forwards before it throws has gone on. */
    private static final class Forwarding extends ContextualProcessor<Object, Object, Object, Object> {

        @Override
        public void process(Record<Object, Object> record) {
            context().forward(record);
            checked(record.value());
        }
    }

    static void configure(Properties properties, Program.OnError onError, Notes notes) {
        Class<?> handler = switch (onError) {
            case DEFAULT -> null;
            case CONTINUE -> LogAndContinueProcessingExceptionHandler.class;
            case FAIL, RESUME, DEAD_LETTER -> Handler.class;
        };
        if (handler != null) {
            properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, handler);
            properties.put(NOTES, notes);
            properties.put(ON_ERROR, onError);
        }
    }

    /** Writes down what it is told. */
    public static final class Handler implements ProcessingExceptionHandler {

        private Notes notes;
        private Program.OnError onError;

        @Override
        public void configure(Map<String, ?> configuration) {
            notes = (Notes) configuration.get(NOTES);
            onError = (Program.OnError) configuration.get(ON_ERROR);
        }

        @Override
        public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
            notes.add(
                    "errors",
                    context.processorNodeId() + " of " + context.taskId() + " at " + context.topic() + "-"
                            + context.partition() + " " + context.offset() + " time " + context.timestamp()
                            + Functions.text(context.headers()),
                    of(record, exception) + " at " + record.timestamp() + Functions.text(record.headers()));
            return switch (onError) {
                case RESUME -> Response.resume();
                case DEAD_LETTER -> Response.resume(List.of(letter(context, record, exception)));
                default -> Response.fail();
            };
        }

        /** Of a step; what an operator's own buffer says when it is full, and of which update, is the engine's. */
        private static String of(Record<?, ?> record, Exception exception) {
            return exception instanceof IllegalStateException
                    ? Functions.text(record.key()) + "=" + Functions.text(record.value()) + " " + exception.getMessage()
                    : Functions.text(record.key());
        }

        private static ProducerRecord<byte[], byte[]> letter(
                ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
            return new ProducerRecord<>(
                    Program.DEAD_LETTERS,
                    null,
                    context.timestamp(),
                    Functions.text(record.key()).getBytes(StandardCharsets.UTF_8),
                    of(record, exception).getBytes(StandardCharsets.UTF_8),
                    context.headers());
        }
    }
}
