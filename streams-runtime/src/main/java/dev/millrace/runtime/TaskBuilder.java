package dev.millrace.runtime;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.processor.TimestampExtractor;
import dev.millrace.streams.processor.TopicNameExtractor;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.topology.DefaultSerdes;
import dev.millrace.streams.topology.ProcessorNode;
import dev.millrace.streams.topology.SinkNode;
import dev.millrace.streams.topology.SourceNode;
import dev.millrace.streams.topology.TopologyNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Turns a sub-topology and a partition into a {@link Task}: names become references once, here.
 *
 * <p>Nodes are made children first, so that each is given the array of its children. What a node leaves open (serdes,
 * timestamp extractor) comes from the configuration.
 */
final class TaskBuilder {

    private final AppLayout layout;
    private final AppLayout.Part part;
    private final TaskScope scope;
    private final Outbox outbox;
    private final Failures failures;
    private final TaskStores stores;
    private final Map<String, StateStore> globalStores;
    private final Map<String, Operator> built = new HashMap<>();
    private final List<Source> sources = new ArrayList<>();

    private record Source(SourceNode node, SourceOperator operator) {}

    TaskBuilder(
            AppLayout layout,
            AppLayout.Part part,
            TaskScope scope,
            Outbox outbox,
            Failures.ErrorHandlers handlers,
            TaskState state,
            Map<String, StateStore> globalStores) {
        this.layout = layout;
        this.part = part;
        this.scope = scope;
        this.outbox = outbox;
        this.globalStores = globalStores;
        this.failures = new Failures(scope, outbox, handlers);
        this.stores = new TaskStores(scope, state, part, outbox);
    }

    /**
     * Builds the task; its stores are not yet initialised.
     *
     * @param maxIdleMs how long it may wait for an empty input while another has records; negative: not at all
     */
    Task build(Set<TopicPartition> inputs, long maxIdleMs) {
        List<TopologyNode> nodes = part.graph().nodes();
        List<Operator> operators = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Operator operator = operator(nodes.get(i));
            built.put(operator.name(), operator);
            operators.add(operator);
        }
        Collections.reverse(operators);
        List<InputQueue> queues = inputs.stream()
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition))
                .map(input -> new InputQueue(input, sourceOf(input.topic()), failures))
                .toList();
        return new Task(scope, failures, stores, operators, queues, maxIdleMs);
    }

    private Operator operator(TopologyNode node) {
        if (node instanceof SourceNode source) {
            SourceOperator operator = source(source);
            sources.add(new Source(source, operator));
            return operator;
        }
        if (node instanceof ProcessorNode processor) {
            return processor(processor);
        }
        return sink((SinkNode) node);
    }

    private SourceOperator source(SourceNode node) {
        TimestampExtractor extractor = node.timestampExtractor();
        return new SourceOperator(
                node.name(),
                keyDeserializer(node),
                valueDeserializer(node),
                extractor == null ? scope.timestampExtractor : extractor,
                children(node).values().toArray(Operator.NO_CHILDREN));
    }

    private Deserializer<?> keyDeserializer(SourceNode node) {
        Deserializer<?> own = node.keyDeserializer();
        return own == null ? defaultSerde(node, scope.serdes::keySerde).deserializer() : aware(node, own);
    }

    private Deserializer<?> valueDeserializer(SourceNode node) {
        Deserializer<?> own = node.valueDeserializer();
        return own == null ? defaultSerde(node, scope.serdes::valueSerde).deserializer() : aware(node, own);
    }

    private <T> T aware(TopologyNode node, T serializerOrDeserializer) {
        if (serializerOrDeserializer instanceof DefaultSerdes.Aware aware) {
            defaultSerde(node, () -> {
                aware.useDefaults(scope.serdes);
                return aware;
            });
        }
        return serializerOrDeserializer;
    }

    /** Asks the configuration for what a node leaves open; an error says which node it was. */
    private static <T> T defaultSerde(TopologyNode node, Supplier<T> configured) {
        try {
            return configured.get();
        } catch (RuntimeException e) {
            String place = node instanceof SourceNode source
                    ? "Source '" + source.name() + "' of " + read(source)
                    : "Sink '" + node.name() + "'" + written((SinkNode) node);
            throw new StreamsException(place + " has no serde of its own. " + e.getMessage(), e);
        }
    }

    private static String read(SourceNode source) {
        return source.pattern() == null ? "topic " + source.topics() : "topics like " + source.pattern();
    }

    private static String written(SinkNode sink) {
        return sink.topic() == null ? "" : " to topic '" + sink.topic() + "'";
    }

    @SuppressWarnings("unchecked")
    private ProcessorOperator processor(ProcessorNode node) {
        Object processor = node.supplier().get();
        if (processor == null) {
            throw new TopologyException("The supplier of processor '" + node.name()
                    + "' returned null. It must return a new processor at each call.");
        }
        Map<String, StateStore> connected = new HashMap<>(globalStores);
        for (String store : node.storeNames()) {
            StateStore instance = stores.byName().get(store);
            if (instance != null) {
                connected.put(store, instance);
            }
        }
        OperatorContext context = new OperatorContext(
                node.name(),
                scope,
                children(node),
                connected,
                new LateTopic(scope.config.lateRecordsTopic(), node.name(), failures::sendAside));
        return new ProcessorOperator(
                node.name(), (Processor<Object, Object, Object, Object>) processor, context, scope, failures);
    }

    @SuppressWarnings("unchecked")
    private SinkOperator sink(SinkNode node) {
        String topic = node.topic();
        Serializer<?> key = node.keySerializer();
        Serializer<?> value = node.valueSerializer();
        return new SinkOperator(
                node.name(),
                topic == null ? null : layout.realName(topic),
                (TopicNameExtractor<Object, Object>) node.topicNameExtractor(),
                (Serializer<Object>)
                        (key == null
                                ? defaultSerde(node, scope.serdes::keySerde).serializer()
                                : aware(node, key)),
                (Serializer<Object>)
                        (value == null
                                ? defaultSerde(node, scope.serdes::valueSerde).serializer()
                                : aware(node, value)),
                (StreamPartitioner<Object, Object>) node.partitioner(),
                scope,
                outbox,
                failures);
    }

    private Map<String, Operator> children(TopologyNode node) {
        Map<String, Operator> children = new LinkedHashMap<>();
        for (String child : node.children()) {
            Operator operator = built.get(child);
            if (operator == null) {
                throw new TopologyException("Node '" + node.name() + "' has the unknown child '" + child + "'");
            }
            children.put(child, operator);
        }
        return children;
    }

    private SourceOperator sourceOf(String topic) {
        for (Source source : sources) {
            if (source.node().topics().stream()
                    .anyMatch(name -> layout.realName(name).equals(topic))) {
                return source.operator();
            }
        }
        for (Source source : sources) {
            Pattern pattern = source.node().pattern();
            if (pattern != null && pattern.matcher(topic).matches()) {
                return source.operator();
            }
        }
        throw new IllegalStateException("No source of sub-topology " + part.id() + " reads '" + topic + "'");
    }
}
