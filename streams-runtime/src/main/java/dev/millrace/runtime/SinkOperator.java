package dev.millrace.runtime;

import dev.millrace.streams.errors.ProductionExceptionHandler.SerializationExceptionOrigin;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.processor.TopicNameExtractor;
import dev.millrace.streams.processor.api.Record;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a record's way: serialises it, chooses topic and partition, and hands it to the thread's {@link Outbox}.
 */
final class SinkOperator extends Operator {

    private final @Nullable TopicNameExtractor<Object, Object> topicOf;
    private final @Nullable String fixedTopic;
    private final Serializer<Object> keySerializer;
    private final Serializer<Object> valueSerializer;
    private final @Nullable StreamPartitioner<Object, Object> partitioner;
    private final TaskScope scope;
    private final Outbox outbox;
    private final Failures failures;
    private final @Nullable Callback sentForAll;
    private final Map<String, TopicTraffic> trafficByTopic = new HashMap<>();
    private @Nullable TopicTraffic traffic;

    /**
     * @param fixedTopic the topic of every record, or null when {@code topicOf} says
     * @param partitioner null: the producer's own choice
     */
    SinkOperator(
            String name,
            @Nullable String fixedTopic,
            @Nullable TopicNameExtractor<Object, Object> topicOf,
            Serializer<Object> keySerializer,
            Serializer<Object> valueSerializer,
            @Nullable StreamPartitioner<Object, Object> partitioner,
            TaskScope scope,
            Outbox outbox,
            Failures failures) {
        super(name);
        this.fixedTopic = fixedTopic;
        this.topicOf = topicOf;
        this.keySerializer = keySerializer;
        this.valueSerializer = valueSerializer;
        this.partitioner = partitioner;
        this.scope = scope;
        this.outbox = outbox;
        this.failures = failures;
        this.sentForAll = failures.sentForAll(name);
        if (fixedTopic != null) {
            trafficOf(fixedTopic);
        }
    }

    @Override
    void process(Record<Object, Object> record) {
        if (record.timestamp() < 0) {
            throw new StreamsException("Sink '" + name() + "' got a record with the negative timestamp "
                    + record.timestamp() + ". Give it a timestamp of 0 or more (Record.withTimestamp, or the source's"
                    + " TimestampExtractor).");
        }
        String topic = fixedTopic != null ? fixedTopic : extractTopic(record);
        byte[] key;
        byte[] value;
        try {
            key = keySerializer.serialize(topic, record.headers(), record.key());
        } catch (RuntimeException e) {
            refused(topic, record, SerializationExceptionOrigin.KEY, keySerializer, record.key(), e);
            return;
        }
        try {
            value = valueSerializer.serialize(topic, record.headers(), record.value());
        } catch (RuntimeException e) {
            refused(topic, record, SerializationExceptionOrigin.VALUE, valueSerializer, record.value(), e);
            return;
        }
        if (partitioner == null) {
            send(topic, null, record, key, value);
        } else {
            sendPartitioned(partitioner, topic, record, key, value);
        }
    }

    private String extractTopic(Record<Object, Object> record) {
        TopicNameExtractor<Object, Object> extractor = topicOf;
        if (extractor == null) {
            throw new IllegalStateException("Sink '" + name() + "' has neither a topic nor a way to choose one");
        }
        Record<Object, Object> outer = scope.inner;
        scope.inner = record;
        try {
            String topic = extractor.extract(record.key(), record.value(), scope);
            if (topic == null) {
                throw new StreamsException("Sink '" + name() + "' (task " + scope.id
                        + "): its TopicNameExtractor returned null. It must name a topic for every record: filter out before the"
                        + " sink what is to go nowhere.");
            }
            return topic;
        } finally {
            scope.inner = outer;
        }
    }

    private void sendPartitioned(
            StreamPartitioner<Object, Object> chooser,
            String topic,
            Record<Object, Object> record,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        Optional<Set<Integer>> partitions =
                chooser.partitions(topic, record.key(), record.value(), outbox.partitionCount(topic));
        if (partitions.isEmpty()) {
            send(topic, null, record, key, value);
            return;
        }
        for (Integer partition : partitions.get()) {
            send(topic, partition, record, key, value);
        }
    }

    private void send(
            String topic,
            @Nullable Integer partition,
            Record<Object, Object> record,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        ProducerRecord<byte[], byte[]> outgoing =
                new ProducerRecord<>(topic, partition, record.timestamp(), key, value, record.headers());
        trafficOf(topic).add(TopicTraffic.sizeOf(key), TopicTraffic.sizeOf(value), record.headers());
        outbox.send(outgoing, sentForAll != null ? sentForAll : failures.sent(name(), outgoing));
    }

    /** By name only when the topic is another one than that of the record before. */
    private TopicTraffic trafficOf(String topic) {
        TopicTraffic latest = traffic;
        if (latest == null || !latest.topic().equals(topic)) {
            latest = trafficByTopic.computeIfAbsent(topic, name -> scope.figures.producedTo(name, name()));
            traffic = latest;
        }
        return latest;
    }

    private void refused(
            String topic,
            Record<Object, Object> record,
            SerializationExceptionOrigin origin,
            Serializer<Object> serializer,
            @Nullable Object object,
            RuntimeException e) {
        String part = origin == SerializationExceptionOrigin.KEY ? "key" : "value";
        String message =
                "Sink '" + name() + "' (task " + scope.id + ") cannot write to topic '" + topic + "': the serializer "
                        + serializer.getClass().getName() + " does not take the " + part + ", which is of type "
                        + (object == null ? "null" : object.getClass().getName())
                        + ". Set the right serde in Produced.with/Repartitioned.with/Grouped.with (or Topology.addSink), or the default '"
                        + (origin == SerializationExceptionOrigin.KEY
                                ? RuntimeConfig.DEFAULT_KEY_SERDE
                                : RuntimeConfig.DEFAULT_VALUE_SERDE)
                        + "'. (" + e + ")";
        if (e instanceof ClassCastException) {
            throw new StreamsException(message, e);
        }
        ProducerRecord<Object, Object> unsent =
                new ProducerRecord<>(topic, null, record.timestamp(), record.key(), record.value(), record.headers());
        failures.serialization(name(), unsent, origin, e, message);
    }
}
