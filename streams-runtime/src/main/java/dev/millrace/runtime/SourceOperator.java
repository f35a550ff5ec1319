package dev.millrace.runtime;

import dev.millrace.streams.processor.TimestampExtractor;
import dev.millrace.streams.processor.api.Record;
import org.apache.kafka.common.serialization.Deserializer;

/** Where a task's records come from: holds what turns the bytes of a topic into a record. */
final class SourceOperator extends Operator {

    final Deserializer<?> keyDeserializer;
    final Deserializer<?> valueDeserializer;
    final TimestampExtractor timestampExtractor;
    private final Operator[] children;

    SourceOperator(
            String name,
            Deserializer<?> keyDeserializer,
            Deserializer<?> valueDeserializer,
            TimestampExtractor timestampExtractor,
            Operator[] children) {
        super(name);
        this.keyDeserializer = keyDeserializer;
        this.valueDeserializer = valueDeserializer;
        this.timestampExtractor = timestampExtractor;
        this.children = children;
    }

    @Override
    void process(Record<Object, Object> record) {
        for (Operator child : children) {
            child.process(record);
        }
    }
}
