package dev.millrace.streams.topology;

import dev.millrace.streams.AutoOffsetReset;
import dev.millrace.streams.processor.TimestampExtractor;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Where records enter: it reads a list of topics, or every topic whose name matches a pattern.
 *
 * @param name the node's name
 * @param topics the topics it reads, in the order given; empty if it reads by pattern
 * @param children names of the nodes that get its records
 * @param pattern matches the names of the topics it reads; null if it reads by name
 * @param keyDeserializer for keys; null: the default key serde of the configuration
 * @param valueDeserializer for values; null: the default value serde of the configuration
 * @param timestampExtractor gives a record its time; null: the default of the configuration
 * @param autoOffsetReset where to begin without a committed offset; null: the configuration's
 */
public record SourceNode(
        String name,
        List<String> topics,
        @Nullable Pattern pattern,
        @Nullable Deserializer<?> keyDeserializer,
        @Nullable Deserializer<?> valueDeserializer,
        @Nullable TimestampExtractor timestampExtractor,
        @Nullable AutoOffsetReset autoOffsetReset,
        List<String> children)
        implements TopologyNode {

    /**
     * Copies the lists.
     *
     * @param name not null
     * @param topics copied; empty if it reads by pattern
     * @param pattern null if it reads by name
     * @param keyDeserializer null: the default
     * @param valueDeserializer null: the default
     * @param timestampExtractor null: the default
     * @param autoOffsetReset null: the default
     * @param children copied; no nulls
     */
    public SourceNode {
        topics = List.copyOf(topics);
        children = List.copyOf(children);
    }

    /**
     * A source that has no children yet.
     *
     * @param name the node's name
     * @param topics the topics it reads; empty if it reads by pattern
     * @param pattern matches the names of the topics it reads; null if it reads by name
     * @param keyDeserializer for keys; null: the default key serde of the configuration
     * @param valueDeserializer for values; null: the default value serde of the configuration
     * @param timestampExtractor gives a record its time; null: the default of the configuration
     * @param autoOffsetReset where to begin without a committed offset; null: the configuration's
     */
    public SourceNode(
            String name,
            List<String> topics,
            @Nullable Pattern pattern,
            @Nullable Deserializer<?> keyDeserializer,
            @Nullable Deserializer<?> valueDeserializer,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable AutoOffsetReset autoOffsetReset) {
        this(name, topics, pattern, keyDeserializer, valueDeserializer, timestampExtractor, autoOffsetReset, List.of());
    }

    SourceNode withChildren(List<String> names) {
        return new SourceNode(
                name, topics, pattern, keyDeserializer, valueDeserializer, timestampExtractor, autoOffsetReset, names);
    }
}
