package dev.millrace.runtime;

import dev.millrace.streams.errors.DeserializationExceptionHandler;
import dev.millrace.streams.errors.ErrorHandlerContext;
import dev.millrace.streams.errors.ProcessingExceptionHandler;
import dev.millrace.streams.errors.ProductionExceptionHandler;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.TaskCorruptedException;
import dev.millrace.streams.errors.TaskMigratedException;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.Record;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Sensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one task does when a record cannot be read, processed or sent: it asks the configured handler, sends the
 * dead-letter records that the handler returns, and goes on or fails.
 *
 * <p>An exception of an operator is judged once, by the innermost node: {@link ProcessingFailure} passes the nodes
 * above it untouched.
 */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final TaskScope scope;
    private final Outbox outbox;
    private @Nullable Sensor droppedRecords;
    private final DeserializationExceptionHandler deserializationHandler;
    private final ProcessingExceptionHandler processingHandler;
    private final ProductionExceptionHandler productionHandler;

    Failures(TaskScope scope, Outbox outbox, ErrorHandlers handlers) {
        this.scope = scope;
        this.outbox = outbox;
        this.deserializationHandler = handlers.deserialization();
        this.processingHandler = handlers.processing();
        this.productionHandler = handlers.production();
    }

    /** The three handlers of an application. */
    record ErrorHandlers(
            DeserializationExceptionHandler deserialization,
            ProcessingExceptionHandler processing,
            ProductionExceptionHandler production) {}

    /** A failure of an operator about which the handler said: fail. Its cause is what the operator threw. */
    static final class ProcessingFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ProcessingFailure(String message, RuntimeException cause) {
            super(message, cause, false, false);
        }
    }

    /** A record whose bytes the deserialiser refused. Returns if it is to be dropped. */
    void deserialization(String node, ConsumerRecord<byte[], byte[]> raw, RuntimeException e) {
        Origin origin = Origin.of(raw);
        String where = "Task " + scope.id + ", source '" + node + "': the record at " + raw.topic() + "-"
                + raw.partition() + " offset " + raw.offset() + " cannot be deserialised";
        DeserializationExceptionHandler.Response response;
        try {
            response =
                    deserializationHandler.handleError(context(node, origin, raw.timestamp(), raw.headers()), raw, e);
        } catch (RuntimeException fatal) {
            throw new StreamsException(where + ", and the handler for it failed too: " + fatal, fatal);
        }
        sendAside(response.deadLetterQueueRecords());
        if (response.result() == DeserializationExceptionHandler.Result.FAIL) {
            throw new StreamsException(
                    where + ": " + e + ". Set the right serde (Consumed.with, or the defaults '"
                            + RuntimeConfig.DEFAULT_KEY_SERDE + "' and '" + RuntimeConfig.DEFAULT_VALUE_SERDE
                            + "'), or '" + RuntimeConfig.DESERIALIZATION_HANDLER
                            + "' to LogAndContinueExceptionHandler to skip such records.",
                    e);
        }
        dropped(origin, "it cannot be deserialised: " + e);
    }

    /**
     * An exception out of a processor. Returns if the record is to be dropped.
     *
     * @param record null: the processor was called for a punctuation
     */
    @SuppressWarnings("NullAway") // handlers get null for a punctuation, as in Kafka Streams
    void processing(String node, @Nullable Record<Object, Object> record, RuntimeException e) {
        if (e instanceof ProcessingFailure
                || e instanceof TaskMigratedException
                || e instanceof TaskCorruptedException) {
            throw e;
        }
        Origin origin = Origin.of(scope);
        long timestampMs = record == null ? scope.streamTimeMs : record.timestamp();
        Headers headers = record == null ? new RecordHeaders() : record.headers();
        ProcessingExceptionHandler.Response response;
        try {
            response = processingHandler.handleError(context(node, origin, timestampMs, headers), record, e);
        } catch (RuntimeException fatal) {
            throw new ProcessingFailure(message(node, origin) + ", and the handler for it failed too", fatal);
        }
        sendAside(response.deadLetterQueueRecords());
        if (response.result() == ProcessingExceptionHandler.Result.FAIL) {
            throw new ProcessingFailure(message(node, origin), e);
        }
        dropped(origin, "processor '" + node + "' failed: " + e);
    }

    private String message(String node, Origin origin) {
        return "Task " + scope.id + ", processor '" + node + "' failed" + origin.behind(" on the record at ");
    }

    /** What a failed task throws to its thread: names the place, and the operator's exception is the cause. */
    StreamsException asStreamsException(ProcessingFailure failure) {
        Throwable cause = failure.getCause();
        String reason = cause instanceof StreamsException ours ? ours.getMessage() : String.valueOf(cause);
        return new StreamsException(failure.getMessage() + ": " + reason, cause, scope.id);
    }

    /**
     * The completion of all records of a sink, if every failure ends the task: one object for all spares one for each.
     * Null if the handler has to see each record; then {@link #sent} makes its completion.
     */
    @Nullable
    Callback sentForAll(String node) {
        if (!scope.config.everySendFailureIsFatal()) {
            return null;
        }
        return (metadata, e) -> {
            if (e != null) {
                String topic = metadata == null ? "its topic" : "topic '" + metadata.topic() + "'";
                outbox.fail("sending a record of sink '" + node + "' (task " + scope.id + ") to " + topic, e);
            }
        };
    }

    /** The completion of a sink's record: a failure is put to the handler. */
    Callback sent(String node, ProducerRecord<byte[], byte[]> record) {
        Origin origin = Origin.of(scope);
        return (metadata, e) -> {
            if (e != null) {
                production(node, origin, record, e);
            }
        };
    }

    private void production(String node, Origin origin, ProducerRecord<byte[], byte[]> record, Exception e) {
        String what =
                "sending a record of sink '" + node + "' (task " + scope.id + ") to topic '" + record.topic() + "'";
        if (Outbox.isFencing(e)) {
            outbox.fail(what, e);
            return;
        }
        ErrorHandlerContext context =
                context(node, origin, record.timestamp() == null ? -1 : record.timestamp(), record.headers());
        ProductionExceptionHandler.Response response;
        try {
            response = productionHandler.handleError(context, record, e);
        } catch (RuntimeException fatal) {
            outbox.fail(what + ", and its handler failed too", fatal);
            return;
        }
        outbox.sendLater(response.deadLetterQueueRecords());
        if (response.result() == ProductionExceptionHandler.Result.RESUME) {
            dropped(origin, what + " failed: " + e);
        } else {
            outbox.fail(what, e);
        }
    }

    /** A key or value that a sink's serialiser refused. Returns if the record is to be dropped. */
    void serialization(
            String node,
            ProducerRecord<Object, Object> record,
            ProductionExceptionHandler.SerializationExceptionOrigin origin,
            RuntimeException e,
            String message) {
        Origin source = Origin.of(scope);
        ProductionExceptionHandler.Response response;
        try {
            response = productionHandler.handleSerializationError(
                    context(node, source, record.timestamp(), record.headers()), record, e, origin);
        } catch (RuntimeException fatal) {
            throw new StreamsException(message + " The handler for it failed too: " + fatal, fatal);
        }
        sendAside(response.deadLetterQueueRecords());
        if (response.result() != ProductionExceptionHandler.Result.RESUME) {
            throw new StreamsException(message, e);
        }
        dropped(source, message);
    }

    /** Sends records that are no output of the topology: dead letters and late records. */
    void sendAside(List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> record : records) {
            outbox.send(record, (metadata, e) -> {
                if (e != null) {
                    outbox.fail("sending a dead letter or a late record to topic '" + record.topic() + "'", e);
                }
            });
        }
    }

    /**
     * Counts and logs a record that is skipped; with those that operators drop, in the task's {@code dropped-records}.
     */
    void dropped(Origin origin, String why) {
        Sensor sensor = droppedRecords;
        if (sensor == null) {
            sensor = scope.metrics.addRateTotalSensor(
                    "task", scope.id.toString(), "dropped-records", Sensor.RecordingLevel.INFO);
            droppedRecords = sensor;
        }
        sensor.record();
        LOG.warn("Skipping {} because {}", origin.topic() == null ? "a record" : origin.behind("the record at "), why);
    }

    private ErrorHandlerContext context(String node, Origin origin, long timestampMs, Headers headers) {
        return new Context(origin, node, scope.id, timestampMs, headers);
    }

    /**
     * The input record that led to a failure: not the one under way if an earlier one waited, in a cache, a
     * suppression or a join; the topic is null if there is none.
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Origin(
            @Nullable String topic, int partition, long offset, byte @Nullable [] rawKey, byte @Nullable [] rawValue) {

        static Origin of(ConsumerRecord<byte[], byte[]> raw) {
            return new Origin(raw.topic(), raw.partition(), raw.offset(), raw.key(), raw.value());
        }

        static Origin of(RecordContext record) {
            return new Origin(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.sourceRawKey(),
                    record.sourceRawValue());
        }

        /** Where it stands, behind some words; nothing at all if there is none. */
        String behind(String words) {
            return topic == null ? "" : words + topic + "-" + partition + " offset " + offset;
        }
    }

    /** What a handler is told. */
    private record Context(Origin origin, String processorNodeId, TaskId taskId, long timestamp, Headers headers)
            implements ErrorHandlerContext {

        @Override
        public @Nullable String topic() {
            return origin.topic();
        }

        @Override
        public int partition() {
            return origin.partition();
        }

        @Override
        public long offset() {
            return origin.offset();
        }

        @Override
        public byte @Nullable [] sourceRawKey() {
            return origin.rawKey();
        }

        @Override
        public byte @Nullable [] sourceRawValue() {
            return origin.rawValue();
        }
    }
}
