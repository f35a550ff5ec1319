package dev.millrace.streams.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the record's own timestamp; one without a valid timestamp is logged as a warning and dropped. */
public class LogAndSkipOnInvalidTimestamp extends ExtractRecordMetadataTimestamp {
    private static final Logger log = LoggerFactory.getLogger(LogAndSkipOnInvalidTimestamp.class);

    /** Needs nothing. */
    public LogAndSkipOnInvalidTimestamp() {}

    /**
     * Logs the record's place.
     *
     * @param record the record
     * @param recordTimestamp its timestamp, negative
     * @param partitionTime the highest event time of the partition so far, -1 if there is none
     * @return the negative timestamp, so that the record is dropped
     */
    @Override
    public long onInvalidTimestamp(ConsumerRecord<Object, Object> record, long recordTimestamp, long partitionTime) {
        log.warn(
                "Skipping the record at offset {} of {}-{}: its timestamp {} is invalid",
                record.offset(),
                record.topic(),
                record.partition(),
                recordTimestamp);
        return recordTimestamp;
    }
}
