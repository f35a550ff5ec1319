package dev.millrace.streams.processor;

import dev.millrace.streams.errors.StreamsException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes the record's own timestamp; one without a valid timestamp gets the highest time seen in its partition so far.
 */
public class UsePartitionTimeOnInvalidTimestamp extends ExtractRecordMetadataTimestamp {
    /** Needs nothing. */
    public UsePartitionTimeOnInvalidTimestamp() {}

    /**
     * Takes the partition's time.
     *
     * @param record the record
     * @param recordTimestamp its timestamp, negative
     * @param partitionTime the highest event time of the partition so far, -1 if there is none
     * @return the partition's time
     * @throws StreamsException if the record is the first of its partition, so that there is no time yet
     */
    @Override
    public long onInvalidTimestamp(ConsumerRecord<Object, Object> record, long recordTimestamp, long partitionTime)
            throws StreamsException {
        if (partitionTime < 0) {
            throw new StreamsException("The record at offset " + record.offset() + " of " + record.topic() + "-"
                    + record.partition() + " has the invalid timestamp " + recordTimestamp
                    + ", and there is no earlier record in its partition whose time it could take. Set"
                    + " default.timestamp.extractor to an extractor that finds the time elsewhere, or to "
                    + LogAndSkipOnInvalidTimestamp.class.getName() + " to skip such records");
        }
        return partitionTime;
    }
}
