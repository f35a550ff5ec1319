package dev.millrace.streams.errors;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Configurable;

/**
 * Decides about records that cannot be serialised or sent. Named by {@code production.exception.handler}; the class
 * needs a constructor without arguments. Each stream thread has an instance of its own.
 */
public interface ProductionExceptionHandler extends Configurable {
    /**
     * Called for a record that the producer could not send.
     *
     * @param context where it happened
     * @param record the record as it was to be sent
     * @param exception what the producer reported
     * @return the decision
     * @throws UnsupportedOperationException unless overridden
     */
    default Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        throw new UnsupportedOperationException(getClass().getName() + " must override handleError");
    }

    /**
     * Called for a record that cannot be serialised.
     *
     * @param context where it happened
     * @param record the record with its key and value as objects
     * @param exception what the serialiser threw
     * @param origin which of the two it was
     * @return the decision; here, to try again means to stop. Stops by default
     */
    @SuppressWarnings("rawtypes") // the mirrored signature
    default Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        return Response.fail();
    }

    /** What could not be serialised. */
    enum SerializationExceptionOrigin {
        /** The key. */
        KEY,

        /** The value. */
        VALUE
    }

    /** What a handler can decide. */
    enum Result {
        /** Go on without the record. */
        RESUME(0, "RESUME"),

        /** Stop the thread, as the uncaught-exception handler then decides. */
        FAIL(1, "FAIL"),

        /** Try again to send the record, which may succeed only if the cause passes. */
        RETRY(2, "RETRY");

        /** The decision's name. */
        public final String name;

        /** The decision's number, which never changes. */
        public final int id;

        Result(int id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    /** A handler's decision, and records for a dead-letter topic, which are sent whatever the decision (KIP-1034). */
    class Response {
        private final Result result;
        private final List<ProducerRecord<byte[], byte[]>> deadLetterQueueRecords;

        private Response(Result result, List<ProducerRecord<byte[], byte[]>> deadLetterQueueRecords) {
            this.result = result;
            this.deadLetterQueueRecords = List.copyOf(deadLetterQueueRecords);
        }

        /**
         * Stop.
         *
         * @param deadLetterQueueRecords records to be sent to their topics before
         * @return the response
         */
        public static Response fail(List<ProducerRecord<byte[], byte[]>> deadLetterQueueRecords) {
            return new Response(Result.FAIL, deadLetterQueueRecords);
        }

        /**
         * Stop.
         *
         * @return the response
         */
        public static Response fail() {
            return fail(List.of());
        }

        /**
         * Go on without the record.
         *
         * @param deadLetterQueueRecords records to be sent to their topics in its place
         * @return the response
         */
        public static Response resume(List<ProducerRecord<byte[], byte[]>> deadLetterQueueRecords) {
            return new Response(Result.RESUME, deadLetterQueueRecords);
        }

        /**
         * Go on without the record.
         *
         * @return the response
         */
        public static Response resume() {
            return resume(List.of());
        }

        /**
         * Try again to send the record.
         *
         * @return the response
         */
        public static Response retry() {
            return new Response(Result.RETRY, List.of());
        }

        /**
         * The decision.
         *
         * @return stop, go on or try again
         */
        public Result result() {
            return result;
        }

        /**
         * Records for a dead-letter topic.
         *
         * @return the records, unmodifiable, possibly none
         */
        public List<ProducerRecord<byte[], byte[]>> deadLetterQueueRecords() {
            return deadLetterQueueRecords;
        }
    }
}
