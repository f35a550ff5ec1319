package dev.millrace.streams.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes the time at which the record is read, by the machine's clock, whatever the record says. */
public class WallclockTimestampExtractor implements TimestampExtractor {
    /** Needs nothing. */
    public WallclockTimestampExtractor() {}

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return SystemClock.nowMs();
    }
}
