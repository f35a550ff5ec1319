package dev.millrace.streams.processor;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The place and circumstances of the record that is being processed. Valid while it is being processed. */
public interface RecordContext {
    /**
     * The topic it was read from.
     *
     * @return the topic's full name; null if the record was made by a punctuation
     */
    @Nullable
    String topic();

    /**
     * The partition it was read from.
     *
     * @return the partition's number; -1 if the record was made by a punctuation
     */
    int partition();

    /**
     * Its place in the partition.
     *
     * @return the offset; -1 if the record was made by a punctuation
     */
    long offset();

    /**
     * Event time.
     *
     * @return milliseconds since 1970
     */
    long timestamp();

    /**
     * Headers of the record as it is now.
     *
     * @return the headers, possibly empty
     */
    Headers headers();

    /**
     * The key as it was read from the topic, before it was deserialised (KIP-1034).
     *
     * @return the bytes; null if there was no key, or it is no longer at hand
     */
    byte @Nullable [] sourceRawKey();

    /**
     * The value as it was read from the topic, before it was deserialised (KIP-1034).
     *
     * @return the bytes; null if there was no value, or it is no longer at hand
     */
    byte @Nullable [] sourceRawValue();
}
