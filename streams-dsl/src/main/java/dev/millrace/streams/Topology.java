package dev.millrace.streams;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.processor.TimestampExtractor;
import dev.millrace.streams.processor.TopicNameExtractor;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.topology.SinkNode;
import dev.millrace.streams.topology.SourceNode;
import dev.millrace.streams.topology.TopologyBuilder;
import dev.millrace.streams.topology.TopologyGraph;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A directed acyclic graph of sources, processors and sinks, with the state stores that processors use. Built by hand
 * with the methods here, or by {@link StreamsBuilder#build()} from DSL verbs, or both.
 *
 * <pre>{@code
 * new Topology()
 *     .addSource("orders", "orders-topic")
 *     .addProcessor("check", CheckProcessor::new, "orders")
 *     .addStateStore(Stores.keyValueStoreBuilder(...), "check")
 *     .addSink("checked", "checked-topic", "check");
 * }</pre>
 *
 * <p>Each call checks what it adds and throws {@link dev.millrace.streams.errors.TopologyException}, with the remedy in
 * its text, if a name is taken, a parent or a store is unknown, or a topic is read already. A parent has to be added
 * before its children, so a cycle cannot be written. All methods throw {@link NullPointerException} for a null that is
 * not said to be allowed. Null serializers and deserializers mean the defaults of the configuration.
 *
 * <p>Not thread-safe.
 */
public class Topology {

    private final TopologyBuilder builder;

    /** An empty topology. */
    public Topology() {
        this(new TopologyBuilder());
    }

    /**
     * An empty topology under a configuration of its own.
     *
     * @param topologyConfigs of which {@code processor.wrapper.class} counts here
     */
    public Topology(TopologyConfig topologyConfigs) {
        this(TopologyBuilder.of(topologyConfigs));
    }

    private Topology(TopologyBuilder builder) {
        this.builder = builder;
    }

    /** What the DSL's compiler fills. */
    TopologyBuilder builder() {
        return builder;
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, String...)}, with
     * all defaults.
     *
     * @param name the node's name
     * @param topics at least one
     * @return this
     */
    public Topology addSource(String name, String... topics) {
        return addSource(null, name, null, null, null, topics);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, String...)}, with
     * the default extractor and default serdes.
     *
     * @param offsetReset where to begin without a committed offset; null: {@code auto.offset.reset} of the
     *     configuration
     * @param name the node's name
     * @param topics at least one
     * @return this
     */
    public Topology addSource(@Nullable AutoOffsetReset offsetReset, String name, String... topics) {
        return addSource(offsetReset, name, null, null, null, topics);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, String...)}, with
     * the default reset and default serdes.
     *
     * @param timestampExtractor gives each record its time; null: {@code default.timestamp.extractor}
     * @param name the node's name
     * @param topics at least one
     * @return this
     */
    public Topology addSource(@Nullable TimestampExtractor timestampExtractor, String name, String... topics) {
        return addSource(null, name, timestampExtractor, null, null, topics);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, String...)}, with
     * default serdes.
     *
     * @param offsetReset where to begin without a committed offset; null: {@code auto.offset.reset} of the
     *     configuration
     * @param timestampExtractor gives each record its time; null: {@code default.timestamp.extractor}
     * @param name the node's name
     * @param topics at least one
     * @return this
     */
    public Topology addSource(
            @Nullable AutoOffsetReset offsetReset,
            @Nullable TimestampExtractor timestampExtractor,
            String name,
            String... topics) {
        return addSource(offsetReset, name, timestampExtractor, null, null, topics);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, String...)}, with
     * the default reset and extractor.
     *
     * @param name the node's name
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topics at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSource(
            String name,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            String... topics) {
        return addSource(null, name, null, keyDeserializer, valueDeserializer, topics);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, String...)}, with
     * the default extractor.
     *
     * @param offsetReset where to begin without a committed offset; null: {@code auto.offset.reset} of the
     *     configuration
     * @param name the node's name
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topics at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSource(
            @Nullable AutoOffsetReset offsetReset,
            String name,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            String... topics) {
        return addSource(offsetReset, name, null, keyDeserializer, valueDeserializer, topics);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, Pattern)}, with all
     * defaults.
     *
     * @param name the node's name
     * @param topicPattern matches whole topic names
     * @return this
     */
    public Topology addSource(String name, Pattern topicPattern) {
        return addSource(null, name, null, null, null, topicPattern);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, Pattern)}, with the
     * default extractor and default serdes.
     *
     * @param offsetReset where to begin without a committed offset; null: {@code auto.offset.reset} of the
     *     configuration
     * @param name the node's name
     * @param topicPattern matches whole topic names
     * @return this
     */
    public Topology addSource(@Nullable AutoOffsetReset offsetReset, String name, Pattern topicPattern) {
        return addSource(offsetReset, name, null, null, null, topicPattern);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, Pattern)}, with the
     * default reset and default serdes.
     *
     * @param timestampExtractor gives each record its time; null: {@code default.timestamp.extractor}
     * @param name the node's name
     * @param topicPattern matches whole topic names
     * @return this
     */
    public Topology addSource(@Nullable TimestampExtractor timestampExtractor, String name, Pattern topicPattern) {
        return addSource(null, name, timestampExtractor, null, null, topicPattern);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, Pattern)}, with
     * default serdes.
     *
     * @param offsetReset where to begin without a committed offset; null: {@code auto.offset.reset} of the
     *     configuration
     * @param timestampExtractor gives each record its time; null: {@code default.timestamp.extractor}
     * @param name the node's name
     * @param topicPattern matches whole topic names
     * @return this
     */
    public Topology addSource(
            @Nullable AutoOffsetReset offsetReset,
            @Nullable TimestampExtractor timestampExtractor,
            String name,
            Pattern topicPattern) {
        return addSource(offsetReset, name, timestampExtractor, null, null, topicPattern);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, Pattern)}, with the
     * default reset and extractor.
     *
     * @param name the node's name
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topicPattern matches whole topic names
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSource(
            String name,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            Pattern topicPattern) {
        return addSource(null, name, null, keyDeserializer, valueDeserializer, topicPattern);
    }

    /**
     * As {@link #addSource(AutoOffsetReset, String, TimestampExtractor, Deserializer, Deserializer, Pattern)}, with the
     * default extractor.
     *
     * @param offsetReset where to begin without a committed offset; null: {@code auto.offset.reset} of the
     *     configuration
     * @param name the node's name
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topicPattern matches whole topic names
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSource(
            @Nullable AutoOffsetReset offsetReset,
            String name,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            Pattern topicPattern) {
        return addSource(offsetReset, name, null, keyDeserializer, valueDeserializer, topicPattern);
    }

    /**
     * Adds a source: the full form for topics by name.
     *
     * @param offsetReset where to begin without a committed offset; null: {@code auto.offset.reset} of the
     *     configuration
     * @param name the node's name
     * @param timestampExtractor gives each record its time; null: {@code default.timestamp.extractor}
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topics at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public synchronized <K, V> Topology addSource(
            @Nullable AutoOffsetReset offsetReset,
            String name,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            String... topics) {
        for (String topic : Objects.requireNonNull(topics, "topics must not be null")) {
            Objects.requireNonNull(topic, "topic must not be null");
        }
        builder.addSource(new SourceNode(
                Objects.requireNonNull(name, "name must not be null"),
                List.of(topics),
                null,
                keyDeserializer,
                valueDeserializer,
                timestampExtractor,
                offsetReset));
        return this;
    }

    /**
     * Adds a source: the full form for topics by pattern. Topics that match later, while the application runs, are read
     * too.
     *
     * @param offsetReset where to begin without a committed offset; null: {@code auto.offset.reset} of the
     *     configuration
     * @param name the node's name
     * @param timestampExtractor gives each record its time; null: {@code default.timestamp.extractor}
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topicPattern matches whole topic names
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public synchronized <K, V> Topology addSource(
            @Nullable AutoOffsetReset offsetReset,
            String name,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            Pattern topicPattern) {
        builder.addSource(new SourceNode(
                Objects.requireNonNull(name, "name must not be null"),
                List.of(),
                Objects.requireNonNull(topicPattern, "topicPattern must not be null"),
                keyDeserializer,
                valueDeserializer,
                timestampExtractor,
                offsetReset));
        return this;
    }

    /**
     * As {@link #addSink(String, String, Serializer, Serializer, StreamPartitioner, String...)}, with the producer's
     * partitioning and default serdes.
     *
     * @param name the node's name
     * @param topic where to; it must exist before the application starts
     * @param parentNames the nodes whose records it writes, at least one
     * @return this
     */
    public Topology addSink(String name, String topic, String... parentNames) {
        return addSink(name, topic, null, null, null, parentNames);
    }

    /**
     * As {@link #addSink(String, String, Serializer, Serializer, StreamPartitioner, String...)}, with default serdes.
     *
     * @param name the node's name
     * @param topic where to; it must exist before the application starts
     * @param partitioner chooses partitions; null: the producer's own way, by the hash of the key
     * @param parentNames the nodes whose records it writes, at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSink(
            String name,
            String topic,
            @Nullable StreamPartitioner<? super K, ? super V> partitioner,
            String... parentNames) {
        return addSink(name, topic, null, null, partitioner, parentNames);
    }

    /**
     * As {@link #addSink(String, String, Serializer, Serializer, StreamPartitioner, String...)}, with the producer's
     * partitioning.
     *
     * @param name the node's name
     * @param topic where to; it must exist before the application starts
     * @param keySerializer null: the default key serde
     * @param valueSerializer null: the default value serde
     * @param parentNames the nodes whose records it writes, at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSink(
            String name,
            String topic,
            @Nullable Serializer<K> keySerializer,
            @Nullable Serializer<V> valueSerializer,
            String... parentNames) {
        return addSink(name, topic, keySerializer, valueSerializer, null, parentNames);
    }

    /**
     * As {@link #addSink(String, TopicNameExtractor, Serializer, Serializer, StreamPartitioner, String...)}, with the
     * producer's partitioning and default serdes.
     *
     * @param name the node's name
     * @param topicExtractor names the topic of each record; the topics must exist
     * @param parentNames the nodes whose records it writes, at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSink(
            String name, TopicNameExtractor<? super K, ? super V> topicExtractor, String... parentNames) {
        return addSink(name, topicExtractor, null, null, null, parentNames);
    }

    /**
     * As {@link #addSink(String, TopicNameExtractor, Serializer, Serializer, StreamPartitioner, String...)}, with
     * default serdes.
     *
     * @param name the node's name
     * @param topicExtractor names the topic of each record; the topics must exist
     * @param partitioner chooses partitions; null: the producer's own way, by the hash of the key
     * @param parentNames the nodes whose records it writes, at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSink(
            String name,
            TopicNameExtractor<? super K, ? super V> topicExtractor,
            @Nullable StreamPartitioner<? super K, ? super V> partitioner,
            String... parentNames) {
        return addSink(name, topicExtractor, null, null, partitioner, parentNames);
    }

    /**
     * As {@link #addSink(String, TopicNameExtractor, Serializer, Serializer, StreamPartitioner, String...)}, with the
     * producer's partitioning.
     *
     * @param name the node's name
     * @param topicExtractor names the topic of each record; the topics must exist
     * @param keySerializer null: the default key serde
     * @param valueSerializer null: the default value serde
     * @param parentNames the nodes whose records it writes, at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public <K, V> Topology addSink(
            String name,
            TopicNameExtractor<? super K, ? super V> topicExtractor,
            @Nullable Serializer<K> keySerializer,
            @Nullable Serializer<V> valueSerializer,
            String... parentNames) {
        return addSink(name, topicExtractor, keySerializer, valueSerializer, null, parentNames);
    }

    /**
     * Adds a sink that writes to one topic: the full form.
     *
     * @param name the node's name
     * @param topic where to; it must exist before the application starts
     * @param keySerializer null: the default key serde
     * @param valueSerializer null: the default value serde
     * @param partitioner chooses partitions; null: the producer's own way, by the hash of the key
     * @param parentNames the nodes whose records it writes, at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public synchronized <K, V> Topology addSink(
            String name,
            String topic,
            @Nullable Serializer<K> keySerializer,
            @Nullable Serializer<V> valueSerializer,
            @Nullable StreamPartitioner<? super K, ? super V> partitioner,
            String... parentNames) {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(topic, "topic must not be null");
        builder.addSink(new SinkNode(name, topic, null, keySerializer, valueSerializer, partitioner), parentNames);
        return this;
    }

    /**
     * Adds a sink that writes each record to the topic that an extractor names: the full form.
     *
     * @param name the node's name
     * @param topicExtractor names the topic of each record; the topics must exist
     * @param keySerializer null: the default key serde
     * @param valueSerializer null: the default value serde
     * @param partitioner chooses partitions; null: the producer's own way, by the hash of the key
     * @param parentNames the nodes whose records it writes, at least one
     * @param <K> keys
     * @param <V> values
     * @return this
     */
    public synchronized <K, V> Topology addSink(
            String name,
            TopicNameExtractor<? super K, ? super V> topicExtractor,
            @Nullable Serializer<K> keySerializer,
            @Nullable Serializer<V> valueSerializer,
            @Nullable StreamPartitioner<? super K, ? super V> partitioner,
            String... parentNames) {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(topicExtractor, "topicExtractor must not be null");
        builder.addSink(
                new SinkNode(name, null, topicExtractor, keySerializer, valueSerializer, partitioner), parentNames);
        return this;
    }

    /**
     * Adds a processor, and connects the stores that its supplier brings
     * ({@link dev.millrace.streams.processor.ConnectedStoreProvider}).
     *
     * @param name the node's name
     * @param supplier makes one processor for each task; it must make a new one at each call
     * @param parentNames the nodes whose records it gets, at least one
     * @param <KIn> keys of what it gets
     * @param <VIn> values of what it gets
     * @param <KOut> keys of what it forwards
     * @param <VOut> values of what it forwards
     * @return this
     * @throws IllegalArgumentException if the supplier gives the same processor twice
     */
    public synchronized <KIn, VIn, KOut, VOut> Topology addProcessor(
            String name, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier, String... parentNames) {
        builder.addProcessor(name, supplier, parentNames);
        return this;
    }

    /**
     * Adds a store and connects it to processors.
     *
     * @param storeBuilder makes the store; the same builder may be added again to connect it to more processors
     * @param processorNames may be empty: then connect it later, with {@link #connectProcessorAndStateStores}; a store
     *     that stays unconnected is not built
     * @param <S> type of the store
     * @return this
     */
    public synchronized <S extends StateStore> Topology addStateStore(
            StoreBuilder<S> storeBuilder, String... processorNames) {
        builder.addStore(storeBuilder, processorNames);
        return this;
    }

    /**
     * Lets a processor use stores that are added already. Processors that share a store are in one sub-topology.
     *
     * @param processorName the processor
     * @param stateStoreNames at least one
     * @return this
     */
    public synchronized Topology connectProcessorAndStateStores(String processorName, String... stateStoreNames) {
        builder.connectStores(processorName, stateStoreNames);
        return this;
    }

    /**
     * As {@link #addGlobalStore(StoreBuilder, String, TimestampExtractor, Deserializer, Deserializer, String, String,
     * ProcessorSupplier)}, with the default extractor.
     *
     * @param storeBuilder makes the store; its changelog is switched off, the topic takes its place
     * @param sourceName name of the node that reads the topic
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topic the topic, which no other source may read
     * @param processorName name of the node that writes the store
     * @param stateUpdateSupplier writes each record to the store, unchanged: a restart fills the store from the topic
     *     without it
     * @param <K> keys of the topic
     * @param <V> values of the topic
     * @param <S> type of the store
     * @return this
     */
    public <K, V, S extends StateStore> Topology addGlobalStore(
            StoreBuilder<S> storeBuilder,
            String sourceName,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            String topic,
            String processorName,
            ProcessorSupplier<K, V, Void, Void> stateUpdateSupplier) {
        return addGlobalStore(
                storeBuilder,
                sourceName,
                null,
                keyDeserializer,
                valueDeserializer,
                topic,
                processorName,
                stateUpdateSupplier);
    }

    /**
     * Adds a store that every application instance fills with all partitions of a topic, before it begins to process.
     *
     * @param storeBuilder makes the store; its changelog is switched off, the topic takes its place
     * @param sourceName name of the node that reads the topic
     * @param timestampExtractor gives each record its time; null: {@code default.timestamp.extractor}
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topic the topic, which no other source may read
     * @param processorName name of the node that writes the store
     * @param stateUpdateSupplier writes each record to the store, unchanged: a restart fills the store from the topic
     *     without it
     * @param <K> keys of the topic
     * @param <V> values of the topic
     * @param <S> type of the store
     * @return this
     */
    public synchronized <K, V, S extends StateStore> Topology addGlobalStore(
            StoreBuilder<S> storeBuilder,
            String sourceName,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            String topic,
            String processorName,
            ProcessorSupplier<K, V, Void, Void> stateUpdateSupplier) {
        builder.addGlobalStore(
                storeBuilder,
                sourceOf(
                        sourceName,
                        topic,
                        timestampExtractor,
                        keyDeserializer,
                        valueDeserializer,
                        AutoOffsetReset.none()),
                processorName,
                stateUpdateSupplier);
        return this;
    }

    /**
     * Adds a store that is filled from a topic and has that topic as its changelog: task by task, unlike a global
     * store.
     *
     * @param storeBuilder makes the store; its own changelog is switched off
     * @param sourceName name of the node that reads the topic
     * @param timestampExtractor gives each record its time; null: {@code default.timestamp.extractor}
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topic the topic, which no other source may read
     * @param processorName name of the node that writes the store
     * @param stateUpdateSupplier writes each record to the store, unchanged: a restart fills the store from the topic
     *     without it
     * @param <K> keys of the topic
     * @param <V> values of the topic
     * @param <S> type of the store
     * @return this
     */
    public synchronized <K, V, S extends StateStore> Topology addReadOnlyStateStore(
            StoreBuilder<S> storeBuilder,
            String sourceName,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            String topic,
            String processorName,
            ProcessorSupplier<K, V, Void, Void> stateUpdateSupplier) {
        builder.addReadOnlyStore(
                storeBuilder,
                sourceOf(
                        sourceName,
                        topic,
                        timestampExtractor,
                        keyDeserializer,
                        valueDeserializer,
                        AutoOffsetReset.earliest()),
                processorName,
                stateUpdateSupplier);
        return this;
    }

    /**
     * As {@link #addReadOnlyStateStore(StoreBuilder, String, TimestampExtractor, Deserializer, Deserializer, String,
     * String, ProcessorSupplier)}, with the default extractor.
     *
     * @param storeBuilder makes the store; its own changelog is switched off
     * @param sourceName name of the node that reads the topic
     * @param keyDeserializer null: the default key serde
     * @param valueDeserializer null: the default value serde
     * @param topic the topic, which no other source may read
     * @param processorName name of the node that writes the store
     * @param stateUpdateSupplier writes each record to the store, unchanged: a restart fills the store from the topic
     *     without it
     * @param <K> keys of the topic
     * @param <V> values of the topic
     * @param <S> type of the store
     * @return this
     */
    public <K, V, S extends StateStore> Topology addReadOnlyStateStore(
            StoreBuilder<S> storeBuilder,
            String sourceName,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            String topic,
            String processorName,
            ProcessorSupplier<K, V, Void, Void> stateUpdateSupplier) {
        return addReadOnlyStateStore(
                storeBuilder,
                sourceName,
                null,
                keyDeserializer,
                valueDeserializer,
                topic,
                processorName,
                stateUpdateSupplier);
    }

    /** The source of a store that is filled from one topic. */
    private static <K, V> SourceNode sourceOf(
            String name,
            String topic,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer,
            AutoOffsetReset offsetReset) {
        Objects.requireNonNull(name, "sourceName must not be null");
        Objects.requireNonNull(topic, "topic must not be null");
        return new SourceNode(
                name, List.of(topic), null, keyDeserializer, valueDeserializer, timestampExtractor, offsetReset);
    }

    /**
     * What this topology looks like now.
     *
     * @return a snapshot; its text equals the one of Kafka Streams
     */
    public synchronized TopologyDescription describe() {
        return builder.describe();
    }

    /**
     * Tells the stores of the DSL what the application's configuration chooses for them. An addition to the API of
     * Kafka Streams, for the runtime.
     *
     * @param config the application's; what the topology's own configuration chooses wins over it
     */
    public synchronized void configure(StreamsConfig config) {
        builder.dslStores().chooseForApplication(config);
    }

    /**
     * This topology frozen, as the runtime takes it. An addition to the API of Kafka Streams.
     *
     * @return an immutable snapshot; what is added later is not in it
     */
    public synchronized TopologyGraph graph() {
        return builder.graph();
    }
}
