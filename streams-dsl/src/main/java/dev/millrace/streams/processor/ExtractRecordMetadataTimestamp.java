package dev.millrace.streams.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes the time that the producer or the broker put into the record, and leaves it to a subclass what to do if there
 * is none.
 */
abstract class ExtractRecordMetadataTimestamp implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long timestamp = record.timestamp();
        return timestamp >= 0 ? timestamp : onInvalidTimestamp(record, timestamp, partitionTime);
    }

    /**
     * Decides about a record whose own timestamp is negative.
     *
     * @param record the record
     * @param recordTimestamp its timestamp, negative
     * @param partitionTime the highest event time of the partition so far, -1 if there is none
     * @return the time to use, milliseconds since 1970; negative to drop the record
     */
    public abstract long onInvalidTimestamp(
            ConsumerRecord<Object, Object> record, long recordTimestamp, long partitionTime);
}
