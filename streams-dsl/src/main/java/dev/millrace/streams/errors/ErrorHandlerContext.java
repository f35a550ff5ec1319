package dev.millrace.streams.errors;

import dev.millrace.streams.processor.TaskId;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where an error happened: the input record that led to it, the processor and the task. Valid during the handler's
 * call.
 */
public interface ErrorHandlerContext {
    /**
     * The topic of the input record.
     *
     * @return the topic's full name; null if there is no input record, as in a punctuation
     */
    @Nullable
    String topic();

    /**
     * The partition of the input record.
     *
     * @return the partition's number; -1 if there is no input record
     */
    int partition();

    /**
     * The input record's place in its partition.
     *
     * @return the offset; -1 if there is no input record
     */
    long offset();

    /**
     * Headers of the input record.
     *
     * @return the headers, possibly empty
     */
    Headers headers();

    /**
     * The processor in which it happened.
     *
     * @return its name in the topology; for a record that could not be read, that of the source; null where none was at
     *     work
     */
    @Nullable
    String processorNodeId();

    /**
     * The task in which it happened.
     *
     * @return sub-topology and partition
     */
    TaskId taskId();

    /**
     * Event time.
     *
     * @return milliseconds since 1970; that of the record at hand, or of the punctuation
     */
    long timestamp();

    /**
     * The input record's key as it was read (KIP-1034).
     *
     * @return the bytes; null if there was no key, or it is no longer at hand
     */
    byte @Nullable [] sourceRawKey();

    /**
     * The input record's value as it was read (KIP-1034).
     *
     * @return the bytes; null if there was no value, or it is no longer at hand
     */
    byte @Nullable [] sourceRawValue();
}
