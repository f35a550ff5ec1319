package dev.millrace.streams.processor;

import dev.millrace.streams.errors.StreamsException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes the record's own timestamp; one without a valid timestamp stops the thread. The default extractor. */
public class FailOnInvalidTimestamp extends ExtractRecordMetadataTimestamp {
    /** Needs nothing. */
    public FailOnInvalidTimestamp() {}

    /**
     * Always throws.
     *
     * @param record the record
     * @param recordTimestamp its timestamp, negative
     * @param partitionTime the highest event time of the partition so far, -1 if there is none
     * @throws StreamsException which names the record's place and the ways out
     */
    @Override
    public long onInvalidTimestamp(ConsumerRecord<Object, Object> record, long recordTimestamp, long partitionTime)
            throws StreamsException {
        throw new StreamsException("The record at offset " + record.offset() + " of " + record.topic() + "-"
                + record.partition() + " has the invalid timestamp " + recordTimestamp
                + ". Set default.timestamp.extractor to " + LogAndSkipOnInvalidTimestamp.class.getName()
                + " to skip such records, or to an extractor of your own that finds their time elsewhere");
    }
}
