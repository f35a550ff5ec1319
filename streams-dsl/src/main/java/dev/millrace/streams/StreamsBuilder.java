package dev.millrace.streams;

import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.GlobalKTable;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.plan.Optimization;
import dev.millrace.streams.plan.PlanBuilder;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.StoreBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Where a program in the DSL begins: it makes streams and tables of topics, and the {@link Topology} of all that was
 * done with them.
 *
 * <pre>{@code
 * StreamsBuilder builder = new StreamsBuilder();
 * builder.<String, String>stream("lines")
 *        .flatMapValues(line -> List.of(line.split(" ")))
 *        .groupBy((key, word) -> word)
 *        .count()
 *        .toStream()
 *        .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
 * Topology topology = builder.build();
 * }</pre>
 *
 * <p>No argument may be null. Not thread-safe.
 */
public class StreamsBuilder {

    private final PlanBuilder plan = new PlanBuilder();
    private final @Nullable TopologyConfig config;

    /** A program without verbs. */
    public StreamsBuilder() {
        this.config = null;
    }

    /**
     * A program without verbs, under a configuration of its own.
     *
     * @param topologyConfigs the engines and the format of its stores, and what wraps its processors
     */
    public StreamsBuilder(TopologyConfig topologyConfigs) {
        this.config = required(topologyConfigs, "topologyConfigs");
    }

    /**
     * As {@link #stream(Collection, Consumed)}, of one topic and with default serdes.
     *
     * @param topic it has to exist when the application starts
     * @param <K> keys
     * @param <V> values
     * @return the stream
     */
    public <K, V> KStream<K, V> stream(String topic) {
        return stream(List.of(required(topic, "topic")));
    }

    /**
     * As {@link #stream(Collection, Consumed)}, of one topic.
     *
     * @param topic it has to exist when the application starts
     * @param consumed serdes, timestamps, where to begin, and the name
     * @param <K> keys
     * @param <V> values
     * @return the stream
     */
    public <K, V> KStream<K, V> stream(String topic, Consumed<K, V> consumed) {
        return stream(List.of(required(topic, "topic")), consumed);
    }

    /**
     * As {@link #stream(Collection, Consumed)}, with default serdes.
     *
     * @param topics at least one; they have to exist when the application starts
     * @param <K> keys
     * @param <V> values
     * @return the stream
     */
    public <K, V> KStream<K, V> stream(Collection<String> topics) {
        return stream(topics, Consumed.with(null, null));
    }

    /**
     * The records of topics, as a stream.
     *
     * @param topics at least one; they have to exist when the application starts
     * @param consumed serdes, timestamps, where to begin, and the name
     * @param <K> keys
     * @param <V> values
     * @return the stream
     */
    public synchronized <K, V> KStream<K, V> stream(Collection<String> topics, Consumed<K, V> consumed) {
        return plan.stream(required(topics, "topics"), required(consumed, "consumed"));
    }

    /**
     * As {@link #stream(Pattern, Consumed)}, with default serdes.
     *
     * @param topicPattern matches whole names
     * @param <K> keys
     * @param <V> values
     * @return the stream
     */
    public <K, V> KStream<K, V> stream(Pattern topicPattern) {
        return stream(topicPattern, Consumed.with(null, null));
    }

    /**
     * The records of all topics whose names match, those that come later included, as a stream.
     *
     * @param topicPattern matches whole names
     * @param consumed serdes, timestamps, where to begin, and the name
     * @param <K> keys
     * @param <V> values
     * @return the stream
     */
    public synchronized <K, V> KStream<K, V> stream(Pattern topicPattern, Consumed<K, V> consumed) {
        return plan.stream(required(topicPattern, "topicPattern"), required(consumed, "consumed"));
    }

    /**
     * As {@link #table(String, Consumed, Materialized)}, with default serdes, and kept only if something needs it.
     *
     * @param topic the topic, which no other source may read
     * @param <K> keys
     * @param <V> values
     * @return the table
     */
    public <K, V> KTable<K, V> table(String topic) {
        return table(topic, Consumed.with(null, null), Materialized.with(null, null));
    }

    /**
     * As {@link #table(String, Consumed, Materialized)}, kept only if something needs it.
     *
     * @param topic the topic, which no other source may read
     * @param consumed serdes, timestamps, where to begin, and the name
     * @param <K> keys
     * @param <V> values
     * @return the table
     */
    public <K, V> KTable<K, V> table(String topic, Consumed<K, V> consumed) {
        return table(topic, consumed, Materialized.with(null, null));
    }

    /**
     * As {@link #table(String, Consumed, Materialized)}, with the serdes of its store.
     *
     * @param topic the topic, which no other source may read
     * @param materialized the store; with a name it can be queried
     * @param <K> keys
     * @param <V> values
     * @return the table
     */
    public <K, V> KTable<K, V> table(String topic, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        required(materialized, "materialized");
        return table(topic, Consumed.with(materialized.keySerde(), materialized.valueSerde()), materialized);
    }

    /**
     * The records of a topic as a table: each is an update of the value of its key, null deletes the key. Records with
     * a null key are dropped.
     *
     * @param topic the topic, which no other source may read
     * @param consumed serdes, timestamps, where to begin, and the name
     * @param materialized the store; with a name it can be queried
     * @param <K> keys
     * @param <V> values
     * @return the table
     */
    public synchronized <K, V> KTable<K, V> table(
            String topic, Consumed<K, V> consumed, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return plan.table(
                required(topic, "topic"), required(consumed, "consumed"), required(materialized, "materialized"));
    }

    /**
     * As {@link #globalTable(String, Consumed, Materialized)}, with default serdes.
     *
     * @param topic the topic, which no other source may read
     * @param <K> keys
     * @param <V> values
     * @return the table
     */
    public <K, V> GlobalKTable<K, V> globalTable(String topic) {
        return globalTable(topic, Consumed.with(null, null), Materialized.with(null, null));
    }

    /**
     * As {@link #globalTable(String, Consumed, Materialized)}, without a name for queries.
     *
     * @param topic the topic, which no other source may read
     * @param consumed serdes, timestamps and the name; where to begin is always the beginning
     * @param <K> keys
     * @param <V> values
     * @return the table
     */
    public <K, V> GlobalKTable<K, V> globalTable(String topic, Consumed<K, V> consumed) {
        return globalTable(topic, consumed, Materialized.with(null, null));
    }

    /**
     * As {@link #globalTable(String, Consumed, Materialized)}, with the serdes of its store.
     *
     * @param topic the topic, which no other source may read
     * @param materialized the store; with a name it can be queried
     * @param <K> keys
     * @param <V> values
     * @return the table
     */
    public <K, V> GlobalKTable<K, V> globalTable(
            String topic, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        required(materialized, "materialized");
        return globalTable(topic, Consumed.with(materialized.keySerde(), materialized.valueSerde()), materialized);
    }

    /**
     * A table that every instance of the application fills with all partitions of a topic, before it begins to process.
     *
     * @param topic the topic, which no other source may read
     * @param consumed serdes, timestamps and the name; where to begin is always the beginning
     * @param materialized the store; with a name it can be queried
     * @param <K> keys
     * @param <V> values
     * @return the table
     */
    public synchronized <K, V> GlobalKTable<K, V> globalTable(
            String topic, Consumed<K, V> consumed, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return plan.globalTable(
                required(topic, "topic"), required(consumed, "consumed"), required(materialized, "materialized"));
    }

    /**
     * Adds a store for processors of the user, to be connected by its name in {@code process} and
     * {@code processValues}.
     *
     * @param builder makes the store
     * @return this
     */
    public synchronized StreamsBuilder addStateStore(StoreBuilder<?> builder) {
        plan.addStateStore(required(builder, "builder"));
        return this;
    }

    /**
     * Adds a store that every instance of the application fills with all partitions of a topic, by a processor of the
     * user.
     *
     * @param storeBuilder makes the store
     * @param topic the topic, which no other source may read
     * @param consumed serdes, timestamps and the name; where to begin is always the beginning
     * @param stateUpdateSupplier writes each record to the store, unchanged: a restart fills the store from the topic
     *     without it
     * @param <KIn> keys of the topic
     * @param <VIn> values of the topic
     * @return this
     */
    public synchronized <KIn, VIn> StreamsBuilder addGlobalStore(
            StoreBuilder<?> storeBuilder,
            String topic,
            Consumed<KIn, VIn> consumed,
            ProcessorSupplier<KIn, VIn, Void, Void> stateUpdateSupplier) {
        plan.addGlobalStore(
                required(storeBuilder, "storeBuilder"),
                required(topic, "topic"),
                required(consumed, "consumed"),
                required(stateUpdateSupplier, "stateUpdateSupplier"));
        return this;
    }

    /**
     * As {@link #build(Properties)}, without optimizations.
     *
     * @return a topology to run, to describe, or to add to
     * @throws dev.millrace.streams.errors.TopologyException if the program is wrong as a whole
     */
    public Topology build() {
        return build(null);
    }

    /**
     * The topology of the program.
     *
     * @param props the application's configuration, of which {@code topology.optimization} counts here; null: none
     * @return a topology to run, to describe, or to add to
     * @throws dev.millrace.streams.errors.TopologyException if the program is wrong as a whole: two sources of one
     *     topic, for one
     */
    public synchronized Topology build(@Nullable Properties props) {
        Topology topology = config == null ? new Topology() : newTopology(config);
        boolean explicitNames = (config != null && config.ensureExplicitInternalResourceNaming)
                || (props != null
                        && Boolean.parseBoolean(String.valueOf(
                                props.get(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG))));
        plan.compile(
                Optimization.of(props == null ? null : props.get("topology.optimization")),
                explicitNames,
                topology.builder());
        return topology;
    }

    /**
     * Makes the topology that {@link #build(Properties)} fills: a subclass may make one of its own kind.
     *
     * @param topologyConfigs the configuration of this builder
     * @return a new and empty topology
     */
    protected Topology newTopology(TopologyConfig topologyConfigs) {
        return new Topology(topologyConfigs);
    }

    private static <T> T required(T argument, String what) {
        return Objects.requireNonNull(argument, () -> what + " must not be null");
    }
}
