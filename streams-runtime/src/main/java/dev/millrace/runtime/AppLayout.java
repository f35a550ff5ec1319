package dev.millrace.runtime;

import dev.millrace.streams.AutoOffsetReset;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.topology.GlobalStoreDefinition;
import dev.millrace.streams.topology.RepartitionTopic;
import dev.millrace.streams.topology.SinkNode;
import dev.millrace.streams.topology.SourceNode;
import dev.millrace.streams.topology.StoreDefinition;
import dev.millrace.streams.topology.SubTopology;
import dev.millrace.streams.topology.TopologyGraph;
import dev.millrace.streams.topology.TopologyNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * A topology as one application runs it: every topic under its real name. Internal topics carry the application id; see
 * {@link TopologyGraph}. Immutable.
 */
final class AppLayout {

    /**
     * One sub-topology's topics.
     *
     * @param id its number in task ids
     * @param graph its nodes and stores
     * @param sourceTopics real names of what it reads by name, internal ones included
     * @param patterns of what it reads by pattern
     * @param repartitions the internal ones among the source topics: partition count by name, empty if derived
     * @param sinkTopics real names of the fixed topics that it writes
     * @param copartitioned sets of source topics that must have as many partitions
     * @param changelogs by store name; only stores that are logged
     */
    record Part(
            int id,
            SubTopology graph,
            Set<String> sourceTopics,
            List<Pattern> patterns,
            Map<String, OptionalInt> repartitions,
            Set<String> sinkTopics,
            List<Set<String>> copartitioned,
            Map<String, Changelog> changelogs) {

        boolean stateful() {
            return !graph.stores().isEmpty();
        }

        /** Whether it reads that topic, by name or by pattern. */
        boolean reads(String topic) {
            return sourceTopics.contains(topic)
                    || patterns.stream()
                            .anyMatch(pattern -> pattern.matcher(topic).matches());
        }
    }

    /**
     * Where a store's changes are kept.
     *
     * @param topic real name
     * @param isSource the topic is one of the task's sources, which nobody needs to write again
     * @param config of the topic, from the store's builder
     */
    record Changelog(String topic, boolean isSource, Map<String, String> config) {}

    private final RuntimeConfig config;
    private final boolean onePartition;
    private final TopologyGraph graph;
    private final List<Part> parts;
    private final List<Part> globals;

    /** @param onePartition for a test: internal topics get one partition each, and all is one sub-topology */
    AppLayout(RuntimeConfig config, TopologyGraph graph, boolean onePartition) {
        this.config = config;
        this.onePartition = onePartition;
        this.graph = graph;
        this.parts = subTopologies().stream().map(this::part).toList();
        this.globals = graph.globalStores().stream().map(this::global).toList();
    }

    /*
     * Kafka Streams' test driver runs all sub-topologies as one task, with one stream time and one choice of the next
     * record. Tests are written to what that shows.
     */
    private List<SubTopology> subTopologies() {
        List<SubTopology> all = graph.subTopologies();
        if (!onePartition || all.size() < 2) {
            return all;
        }
        List<TopologyNode> nodes = new ArrayList<>();
        all.forEach(
                sub -> sub.nodes().stream().filter(SourceNode.class::isInstance).forEach(nodes::add));
        all.forEach(sub -> sub.nodes().stream()
                .filter(node -> !(node instanceof SourceNode))
                .forEach(nodes::add));
        return List.of(new SubTopology(
                all.get(0).id(),
                nodes,
                all.stream().flatMap(sub -> sub.stores().stream()).toList(),
                all.stream().flatMap(sub -> sub.sourceTopics().stream()).collect(Collectors.toSet()),
                all.stream().flatMap(sub -> sub.repartitionTopics().stream()).toList(),
                List.of()));
    }

    TopologyGraph graph() {
        return graph;
    }

    List<Part> parts() {
        return parts;
    }

    /** Global stores, each as a sub-topology of one source, one processor and one store. */
    List<Part> globals() {
        return globals;
    }

    private Part global(GlobalStoreDefinition definition) {
        StoreDefinition store = new StoreDefinition(
                definition.builder().withLoggingDisabled(),
                List.of(definition.processor().name()),
                null);
        return part(new SubTopology(
                definition.id(),
                List.of(definition.source(), definition.processor()),
                List.of(store),
                Set.copyOf(definition.source().topics()),
                List.of(),
                List.of()));
    }

    Part part(int id) {
        return parts.stream()
                .filter(part -> part.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No sub-topology " + id));
    }

    /** Whether any store, global ones left out, is one that keeps its content on disk. */
    boolean keepsStateOnDisk() {
        return parts.stream()
                .flatMap(part -> part.graph().stores().stream())
                .anyMatch(store -> store.builder().build().persistent());
    }

    /** The sub-topology that reads a topic; null if none does. */
    @Nullable
    Part readerOf(String topic) {
        for (Part part : parts) {
            if (part.reads(topic)) {
                return part;
            }
        }
        return null;
    }

    /** The name under which the log knows a topic of the graph. */
    String realName(String topic) {
        return graph.isInternal(topic) ? config.applicationId() + "-" + topic : topic;
    }

    /** The offset policy of the source that reads a topic; null if it has none of its own. */
    @Nullable
    AutoOffsetReset resetOf(String topic) {
        Part part = readerOf(topic);
        if (part == null || part.repartitions().containsKey(topic)) {
            return null;
        }
        for (TopologyNode node : part.graph().nodes()) {
            if (node instanceof SourceNode source
                    && (source.topics().contains(topic)
                            || (source.pattern() != null
                                    && source.pattern().matcher(topic).matches()))) {
                return source.autoOffsetReset();
            }
        }
        return null;
    }

    Set<String> sourceTopics() {
        return parts.stream().flatMap(part -> part.sourceTopics().stream()).collect(Collectors.toSet());
    }

    /** One pattern for all that is read, if anything is read by pattern; null if all topics are named. */
    @Nullable
    Pattern subscriptionPattern() {
        List<String> alternatives = new ArrayList<>();
        parts.forEach(part -> part.patterns().forEach(pattern -> alternatives.add("(?:" + pattern.pattern() + ")")));
        if (alternatives.isEmpty()) {
            return null;
        }
        sourceTopics().stream().sorted().map(Pattern::quote).forEach(alternatives::add);
        return Pattern.compile(String.join("|", alternatives));
    }

    private Part part(SubTopology sub) {
        UnaryOperator<String> real = this::realName;
        Map<String, OptionalInt> repartitions = new LinkedHashMap<>();
        for (RepartitionTopic topic : sub.repartitionTopics()) {
            repartitions.put(real.apply(topic.name()), onePartition ? OptionalInt.of(1) : topic.partitionCount());
        }
        List<Pattern> patterns = new ArrayList<>();
        Set<String> sinkTopics = new LinkedHashSet<>();
        for (TopologyNode node : sub.nodes()) {
            if (node instanceof SourceNode source && source.pattern() != null) {
                patterns.add(source.pattern());
            } else if (node instanceof SinkNode sink && sink.topic() != null) {
                sinkTopics.add(real.apply(sink.topic()));
            }
        }
        return new Part(
                sub.id(),
                sub,
                realNames(sub.sourceTopics()),
                List.copyOf(patterns),
                repartitions,
                sinkTopics,
                sub.copartitionGroups().stream().map(this::realNames).toList(),
                changelogs(sub));
    }

    private Map<String, Changelog> changelogs(SubTopology sub) {
        Map<String, Changelog> changelogs = new HashMap<>();
        for (StoreDefinition store : sub.stores()) {
            String source = store.sourceTopicAsChangelog();
            if (source != null) {
                changelogs.put(store.name(), new Changelog(realName(source), true, Map.of()));
            } else if (store.builder().loggingEnabled()) {
                String topic = RuntimeConfig.changelogTopic(config.applicationId(), store.name());
                changelogs.put(store.name(), new Changelog(topic, false, topicConfig(store)));
            }
        }
        return changelogs;
    }

    /**
     * A store knows what its kind needs of the topic (compaction, retention); it is made once for the question. What
     * the application says of all its topics goes before that, and what it says of this one before both. Only
     * duplicates are never compacted.
     */
    private Map<String, String> topicConfig(StoreDefinition definition) {
        StateStore store = definition.builder().build();
        Map<String, String> ofKind = store instanceof ManagedStore managed
                ? managed.changelogConfig(config.windowStoreAdditionalRetentionMs())
                : Map.of();
        Map<String, String> topic = new HashMap<>(ofKind);
        topic.putAll(config.internalTopicConfig());
        if (TopicConfig.CLEANUP_POLICY_DELETE.equals(ofKind.get(TopicConfig.CLEANUP_POLICY_CONFIG))) {
            topic.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        }
        topic.putAll(definition.builder().logConfig());
        return topic;
    }

    private Set<String> realNames(Set<String> topics) {
        return topics.stream().map(this::realName).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
