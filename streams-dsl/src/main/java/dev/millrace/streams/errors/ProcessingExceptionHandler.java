package dev.millrace.streams.errors;

import dev.millrace.streams.processor.api.Record;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Configurable;

/**
 * Decides about records and punctuations for which a processor threw an exception (KIP-1033). Named by
 * {@code processing.exception.handler}; the class needs a constructor without arguments. Each stream thread has an
 * instance of its own.
 */
public interface ProcessingExceptionHandler extends Configurable {
    /**
     * Called when a processor threw.
     *
     * @param context where it happened
     * @param record what the processor was given
     * @param exception what it threw
     * @return the decision
     * @throws UnsupportedOperationException unless overridden
     */
    default Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        throw new UnsupportedOperationException(getClass().getName() + " must override handleError");
    }

    /** What a handler can decide. */
    enum Result {
        /** Go on without the record. */
        RESUME(1, "RESUME"),

        /** Stop the thread, as the uncaught-exception handler then decides. */
        FAIL(2, "FAIL");

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
         * The decision.
         *
         * @return stop, go on
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
