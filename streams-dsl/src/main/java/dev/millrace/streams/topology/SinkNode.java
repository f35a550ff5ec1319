package dev.millrace.streams.topology;

import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.processor.TopicNameExtractor;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Where records leave: to one topic, or to the topic that an extractor names for each record. Exactly one of
 * {@code topic} and {@code topicNameExtractor} is set.
 *
 * @param name the node's name
 * @param topic the topic it writes to, an internal one without the application id; null if an extractor chooses
 * @param topicNameExtractor names the topic of each record; null if {@code topic} is set
 * @param keySerializer for keys; null: the default key serde of the configuration
 * @param valueSerializer for values; null: the default value serde of the configuration
 * @param partitioner chooses the partitions of each record; null: the producer's own way
 */
public record SinkNode(
        String name,
        @Nullable String topic,
        @Nullable TopicNameExtractor<?, ?> topicNameExtractor,
        @Nullable Serializer<?> keySerializer,
        @Nullable Serializer<?> valueSerializer,
        @Nullable StreamPartitioner<?, ?> partitioner)
        implements TopologyNode {

    /**
     * Checks that exactly one destination is given.
     *
     * @param name not null; begins the message if this fails
     * @param topic null if and only if an extractor is given
     * @param topicNameExtractor null if and only if a topic is given
     * @param keySerializer null: the default
     * @param valueSerializer null: the default
     * @param partitioner null: the producer's own way
     * @throws IllegalArgumentException if both or neither of topic and extractor are given
     */
    public SinkNode {
        if ((topic == null) == (topicNameExtractor == null)) {
            throw new IllegalArgumentException(
                    "Sink " + name + " needs a topic or a topic name extractor, and not both");
        }
    }

    @Override
    public List<String> children() {
        return List.of();
    }
}
