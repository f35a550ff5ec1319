package dev.millrace.streams.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds the event time of a record that was read from a topic. Named by {@code default.timestamp.extractor}, or given
 * for one source; an instance serves one source and is used by one thread at a time.
 */
@FunctionalInterface
public interface TimestampExtractor {
    /**
     * The event time of a record.
     *
     * @param record the record, its key and value already deserialised
     * @param partitionTime the highest event time seen in the record's partition so far, milliseconds since 1970; -1 if
     *     it is the first one
     * @return milliseconds since 1970; a negative value means that the record has no valid time: it is dropped
     */
    long extract(ConsumerRecord<Object, Object> record, long partitionTime);
}
