package dev.millrace.streams.topology;

import dev.millrace.streams.TopologyConfig;
import dev.millrace.streams.TopologyDescription;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.ProcessorWrapper;
import dev.millrace.streams.state.DslStores;
import dev.millrace.streams.state.EngineStoreBuilder;
import dev.millrace.streams.state.StoreBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of a topology and refuses each wrong part at the call that brings it. Behind the public
 * {@link dev.millrace.streams.Topology}; the DSL's compiler uses it directly for what the public class has no words
 * for: repartition topics, co-partitioning, a source topic that serves as changelog.
 *
 * <p>Not thread-safe. A call that throws leaves the builder as it was.
 */
public final class TopologyBuilder {

    /*
     * A node is kept without its children; an edge is kept at its lower end, where it is declared. So a graph cannot
     * have a cycle: a parent has to be there before its child. Children, groups and numbers are derived in
     * GraphAssembler.
     */
    private final Map<String, Draft> nodes = new LinkedHashMap<>();
    private final Map<String, StoreDraft> stores = new LinkedHashMap<>();
    private final Map<String, GlobalDraft> globalStores = new LinkedHashMap<>();
    private final Map<String, RepartitionTopic> repartitionTopics = new LinkedHashMap<>();
    private final List<Set<String>> copartitionedSources = new ArrayList<>();
    private final TopicRegistry topics = new TopicRegistry();
    private final DslStores dslStores = new DslStores();
    private final @Nullable ProcessorWrapper wrapper;

    /** A topology whose processors run as they are. */
    public TopologyBuilder() {
        this(null);
    }

    private TopologyBuilder(@Nullable ProcessorWrapper wrapper) {
        this.wrapper = wrapper;
    }

    /**
     * A topology as its configuration wants it.
     *
     * @param config whose wrapper and DSL stores count for the topology
     * @return a builder without nodes
     */
    public static TopologyBuilder of(TopologyConfig config) {
        TopologyBuilder builder = new TopologyBuilder(config.processorWrapper().orElse(null));
        builder.dslStores.chooseForTopology(
                config.resolveDslStoreSuppliers().orElse(null),
                config.dslStoreFormat().orElse(null));
        return builder;
    }

    /** A node, the names of its parents and of its stores. */
    record Draft(TopologyNode node, List<String> parents, Set<String> stores) {}

    /** A processor that may be added, with the stores that it is to use. */
    private record NewProcessor(String name, ProcessorSupplier<?, ?, ?, ?> supplier, Set<StoreBuilder<?>> stores) {}

    /** A store, its processors and the topic that is its changelog, if it is not its own. */
    static final class StoreDraft {
        final StoreBuilder<?> builder;
        final Set<String> processors = new LinkedHashSet<>();
        String sourceTopic = "";

        StoreDraft(StoreBuilder<?> builder) {
            this.builder = builder;
        }
    }

    /** The two nodes and the store of a global store. */
    record GlobalDraft(StoreBuilder<?> builder, String source, String processor) {}

    /**
     * Adds a source.
     *
     * @param source its children are ignored: they announce themselves as they are added
     * @throws dev.millrace.streams.errors.TopologyException if the name is taken, no topic is named, or a topic is
     *     already read by another source
     */
    public void addSource(SourceNode source) {
        checkNewNode(source.name());
        topics.check(source);
        topics.register(source);
        nodes.put(source.name(), new Draft(source, List.of(), Set.of()));
    }

    /**
     * Adds a processor, and the stores that its supplier brings.
     *
     * @param name unique in the topology
     * @param bareSupplier makes a new processor at each call; the topology's wrapper, if there is one, wraps it
     * @param parents names of sources and processors, at least one
     * @throws dev.millrace.streams.errors.TopologyException if the name is taken, or a parent is missing, unknown, a
     *     sink or the node itself
     * @throws IllegalArgumentException if the supplier gives the same processor twice
     */
    public void addProcessor(String name, ProcessorSupplier<?, ?, ?, ?> bareSupplier, String... parents) {
        NewProcessor fresh = checkNewProcessor(name, bareSupplier);
        put(fresh, checkParents(name, parents));
    }

    private NewProcessor checkNewProcessor(
            String name, ProcessorSupplier<?, ?, ?, ?> bareSupplier, StoreBuilder<?>... storesBeside) {
        checkNewNode(name);
        ProcessorSupplier<?, ?, ?, ?> supplier = wrapped(name, bareSupplier);
        checkMakesNewOnes(name, supplier);
        Set<StoreBuilder<?>> brought = supplier.stores();
        Set<StoreBuilder<?>> stores = brought == null ? new LinkedHashSet<>() : new LinkedHashSet<>(brought);
        stores.addAll(List.of(storesBeside));
        Set<String> names = new HashSet<>();
        for (StoreBuilder<?> store : stores) {
            checkStore(store, false);
            if (!names.add(store.name())) {
                throw Wrong.storeTaken(store.name(), Set.of(name));
            }
        }
        return new NewProcessor(name, supplier, stores);
    }

    private void put(NewProcessor fresh, List<String> parents) {
        ProcessorNode node = new ProcessorNode(fresh.name(), fresh.supplier(), List.of(), List.of());
        nodes.put(fresh.name(), new Draft(node, parents, new LinkedHashSet<>()));
        fresh.stores().forEach(store -> addStore(store, fresh.name()));
    }

    /**
     * Adds a sink.
     *
     * @param sink the node; its name is unique in the topology
     * @param parents names of sources and processors, at least one
     * @throws dev.millrace.streams.errors.TopologyException as {@link #addProcessor}
     */
    public void addSink(SinkNode sink, String... parents) {
        checkNewNode(sink.name());
        nodes.put(sink.name(), new Draft(sink, checkParents(sink.name(), parents), Set.of()));
    }

    /**
     * Adds a store and connects it. The same builder may be added again, to connect it to more processors.
     *
     * @param builder makes the store
     * @param processors names of processors that may use it; none: it is connected later
     * @throws dev.millrace.streams.errors.TopologyException if another store has this name, or a processor is unknown
     */
    public void addStore(StoreBuilder<?> builder, String... processors) {
        checkStore(builder, false);
        StoreDraft fresh = stores.getOrDefault(builder.name(), new StoreDraft(builder));
        Arrays.stream(processors).forEach(this::checkProcessor);
        choose(builder);
        stores.put(builder.name(), fresh);
        Arrays.stream(processors).forEach(processor -> connect(processor, fresh));
    }

    /**
     * Lets a processor use stores that are there already.
     *
     * @param processor name of a processor
     * @param storeNames names of stores, at least one
     * @throws dev.millrace.streams.errors.TopologyException if the processor or a store is unknown
     */
    public void connectStores(String processor, String... storeNames) {
        Objects.requireNonNull(processor, "processor name must not be null");
        Objects.requireNonNull(storeNames, "state store names must not be null");
        if (storeNames.length == 0) {
            throw Wrong.noStoreToConnect(processor);
        }
        checkProcessor(processor);
        for (String store : storeNames) {
            Objects.requireNonNull(store, "state store name must not be null");
            if (globalStores.containsKey(store)) {
                throw Wrong.globalStoreConnected(processor, store);
            }
            if (!stores.containsKey(store)) {
                throw Wrong.unknownStore(processor, store);
            }
        }
        for (String store : storeNames) {
            connect(processor, Objects.requireNonNull(stores.get(store)));
        }
    }

    /**
     * Adds a store that every instance fills with all of a topic. Its logging is switched off: the topic is its
     * changelog.
     *
     * @param builder makes the store
     * @param source must name exactly one topic
     * @param processor name of the processor that fills the store
     * @param bareSupplier makes a new processor at each call; the topology's wrapper, if there is one, wraps it
     * @throws dev.millrace.streams.errors.TopologyException if a name or the topic is taken
     */
    public void addGlobalStore(
            StoreBuilder<?> builder, SourceNode source, String processor, ProcessorSupplier<?, ?, ?, ?> bareSupplier) {
        checkStore(builder, true);
        checkNewNode(source.name());
        checkNewNode(processor);
        ProcessorSupplier<?, ?, ?, ?> supplier = wrapped(processor, bareSupplier);
        checkMakesNewOnes(processor, supplier);
        if (processor.equals(source.name())) {
            throw Wrong.sourceIsProcessor(processor);
        }
        topics.check(source);
        topics.register(source);
        builder.withLoggingDisabled();
        choose(builder);
        nodes.put(source.name(), new Draft(source, List.of(), Set.of()));
        nodes.put(
                processor,
                new Draft(
                        new ProcessorNode(processor, supplier, List.of(builder.name()), List.of()),
                        List.of(source.name()),
                        new LinkedHashSet<>(List.of(builder.name()))));
        globalStores.put(builder.name(), new GlobalDraft(builder, source.name(), processor));
    }

    /**
     * Adds a store that is filled from a topic, task by task, and has that topic as its changelog.
     *
     * @param builder makes the store
     * @param source must name exactly one topic
     * @param processor name of the processor that fills the store
     * @param bareSupplier makes a new processor at each call; the topology's wrapper, if there is one, wraps it
     * @throws dev.millrace.streams.errors.TopologyException if a name or the topic is taken, or the store is filled
     *     already
     */
    public void addReadOnlyStore(
            StoreBuilder<?> builder, SourceNode source, String processor, ProcessorSupplier<?, ?, ?, ?> bareSupplier) {
        checkStore(builder, false);
        StoreDraft there = stores.get(builder.name());
        if (there != null && !there.sourceTopic.isEmpty()) {
            throw Wrong.filledTwice(builder.name(), there.sourceTopic);
        }
        checkNewNode(source.name());
        NewProcessor fresh = checkNewProcessor(processor, bareSupplier, builder);
        if (processor.equals(source.name())) {
            throw Wrong.sourceIsProcessor(processor);
        }
        addSource(source);
        put(fresh, List.of(source.name()));
        useSourceAsChangelog(builder.name(), source.topics().get(0));
    }

    /**
     * Declares a topic internal: the runtime creates it. A sink and a source of the same topic come on their own.
     *
     * @param name without the application id
     * @param partitionCount how many partitions; empty: the runtime finds out
     */
    public void addRepartitionTopic(String name, OptionalInt partitionCount) {
        repartitionTopics.put(name, new RepartitionTopic(name, partitionCount));
    }

    /**
     * Demands that the topics of these sources have equally many partitions.
     *
     * @param sourceNames names of sources
     * @throws dev.millrace.streams.errors.TopologyException if repartition topics among them ask for different numbers
     */
    public void copartition(Set<String> sourceNames) {
        checkPartitionCounts(sourceNames);
        copartitionedSources.add(new LinkedHashSet<>(sourceNames));
    }

    private void checkPartitionCounts(Set<String> sourceNames) {
        Set<String> joined = new LinkedHashSet<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (String name : sourceNames) {
            SourceNode source =
                    (SourceNode) Objects.requireNonNull(nodes.get(name)).node();
            joined.addAll(source.topics());
        }
        for (String topic : joined) {
            RepartitionTopic internal = repartitionTopics.get(topic);
            if (internal != null && internal.partitionCount().isPresent()) {
                counts.put(topic, internal.partitionCount().getAsInt());
            }
        }
        if (Set.copyOf(counts.values()).size() > 1) {
            throw Wrong.partitionCounts(joined, counts);
        }
    }

    /**
     * Restores a store from a source topic in place of a changelog of its own, and switches off its logging.
     *
     * @param store name of a store that was added
     * @param topic a topic that a source reads
     * @throws NullPointerException if there is no such store
     */
    public void useSourceAsChangelog(String store, String topic) {
        StoreDraft draft = Objects.requireNonNull(stores.get(store), store);
        draft.builder.withLoggingDisabled();
        draft.sourceTopic = topic;
    }

    /**
     * Freezes what has been added so far. More may be added afterwards; an earlier graph does not see it.
     *
     * @return a graph of its own at each call
     */
    public TopologyGraph graph() {
        return new GraphAssembler(this).assemble();
    }

    /**
     * What has been added so far, as text and as sets; equal to what Kafka Streams says of the same topology.
     *
     * @return a description of its own at each call
     */
    public TopologyDescription describe() {
        return new DescriptionAssembler(this).assemble();
    }

    Map<String, Draft> nodes() {
        return nodes;
    }

    Map<String, StoreDraft> stores() {
        return stores;
    }

    Map<String, GlobalDraft> globalStores() {
        return globalStores;
    }

    Map<String, RepartitionTopic> repartitionTopics() {
        return repartitionTopics;
    }

    List<Set<String>> copartitionedSources() {
        return copartitionedSources;
    }

    /**
     * What the stores of the DSL are that do not choose themselves.
     *
     * @return the same for the life of the builder
     */
    public DslStores dslStores() {
        return dslStores;
    }

    private void choose(StoreBuilder<?> builder) {
        if (builder instanceof EngineStoreBuilder<?> ours) {
            ours.chosenBy(dslStores);
        }
    }

    private ProcessorSupplier<?, ?, ?, ?> wrapped(String name, ProcessorSupplier<?, ?, ?, ?> supplier) {
        ProcessorWrapper by = wrapper;
        if (by == null) {
            return supplier;
        }
        return supplier instanceof FixedKeySource<?, ?, ?> fixedKeys
                ? fixedKeys.wrappedBy(by, name)
                : by.wrapProcessorSupplier(name, supplier);
    }

    private void connect(String processor, StoreDraft store) {
        store.processors.add(processor);
        Objects.requireNonNull(nodes.get(processor)).stores().add(store.builder.name());
    }

    private void checkNewNode(String name) {
        Objects.requireNonNull(name, "name must not be null");
        if (nodes.containsKey(name)) {
            throw Wrong.nameTaken(name, Objects.requireNonNull(nodes.get(name)).node());
        }
    }

    private List<String> checkParents(String name, String... parents) {
        Objects.requireNonNull(parents, "predecessor names must not be null");
        if (parents.length == 0) {
            throw Wrong.noParent(name);
        }
        for (String parent : parents) {
            Objects.requireNonNull(parent, "predecessor name must not be null");
            if (parent.equals(name)) {
                throw Wrong.ownParent(name);
            }
            Draft above = nodes.get(parent);
            if (above == null) {
                throw Wrong.unknownParent(name, parent, nodes.keySet());
            }
            if (above.node() instanceof SinkNode) {
                throw Wrong.sinkAsParent(name, parent);
            }
            GlobalDraft global = globalOf(parent);
            if (global != null) {
                throw Wrong.belowGlobal(name, parent, global.builder().name());
            }
        }
        return List.copyOf(new LinkedHashSet<>(Arrays.asList(parents)));
    }

    private void checkStore(StoreBuilder<?> builder, boolean global) {
        Objects.requireNonNull(builder, "store builder must not be null");
        String name = Objects.requireNonNull(builder.name(), "store name must not be null");
        StoreDraft there = stores.get(name);
        GlobalDraft globalThere = globalStores.get(name);
        if (globalThere != null) {
            throw Wrong.storeTaken(name, Set.of(globalThere.processor()));
        }
        if (there != null && (global || there.builder != builder)) {
            throw Wrong.storeTaken(name, there.processors);
        }
    }

    private void checkProcessor(String processor) {
        Objects.requireNonNull(processor, "processor name must not be null");
        Draft draft = nodes.get(processor);
        if (draft == null) {
            throw Wrong.unknownProcessor(processor, nodes.keySet());
        }
        if (!(draft.node() instanceof ProcessorNode)) {
            throw Wrong.storeAtNonProcessor(processor);
        }
        GlobalDraft global = globalOf(processor);
        if (global != null) {
            throw Wrong.storeAtGlobal(processor, global.builder().name());
        }
    }

    /** The global store that this node fills or reads the topic of; null if it does not. */
    private @Nullable GlobalDraft globalOf(String node) {
        for (GlobalDraft global : globalStores.values()) {
            if (node.equals(global.source()) || node.equals(global.processor())) {
                return global;
            }
        }
        return null;
    }

    /**
     * Asks a supplier twice.
     *
     * @param name of the processor, for the message
     * @param supplier not null
     * @throws IllegalArgumentException if it gives the same processor twice, or none
     */
    public static void checkMakesNewOnes(String name, ProcessorSupplier<?, ?, ?, ?> supplier) {
        Objects.requireNonNull(supplier, () -> "supplier of processor " + name + " must not be null");
        Processor<?, ?, ?, ?> first = supplier.get();
        if (first == null) {
            throw Wrong.noProcessor(name);
        }
        if (first == supplier.get()) {
            throw Wrong.sameProcessorTwice(name);
        }
    }
}
