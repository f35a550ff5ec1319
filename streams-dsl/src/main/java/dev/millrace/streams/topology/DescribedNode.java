package dev.millrace.streams.topology;

import dev.millrace.streams.TopologyDescription;
import dev.millrace.streams.processor.TopicNameExtractor;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A node of a description; equal when name, content and the names of its neighbours are. */
abstract class DescribedNode implements TopologyDescription.Node {

    static final Comparator<TopologyDescription.Node> HEAVIEST_FIRST =
            Comparator.<TopologyDescription.Node>comparingInt(node -> -((DescribedNode) node).weight)
                    .thenComparing(TopologyDescription.Node::name);

    private final String name;
    private final Set<TopologyDescription.Node> predecessors = new TreeSet<>(HEAVIEST_FIRST);
    private final Set<TopologyDescription.Node> successors = new TreeSet<>(HEAVIEST_FIRST);
    private int weight = 1;

    DescribedNode(String name) {
        this.name = name;
    }

    final void feeds(DescribedNode child) {
        child.predecessors.add(this);
        successors.add(child);
        grow(child.weight);
    }

    private void grow(int more) {
        weight += more;
        predecessors.forEach(parent -> ((DescribedNode) parent).grow(more));
    }

    /** What stands between the node's name and its arrows. */
    abstract String content();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<TopologyDescription.Node> predecessors() {
        return Collections.unmodifiableSet(predecessors);
    }

    @Override
    public final Set<TopologyDescription.Node> successors() {
        return Collections.unmodifiableSet(successors);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof DescribedNode that && toString().equals(that.toString());
    }

    @Override
    public final int hashCode() {
        return name.hashCode();
    }

    final String out() {
        return "\n      --> " + names(successors);
    }

    final String in() {
        return "\n      <-- " + names(predecessors);
    }

    private static String names(Set<TopologyDescription.Node> nodes) {
        return nodes.isEmpty()
                ? "none"
                : nodes.stream().map(TopologyDescription.Node::name).collect(Collectors.joining(", "));
    }

    @Override
    public final String toString() {
        return content();
    }

    /** A source: it has no arrow in. */
    static final class ForSource extends DescribedNode implements TopologyDescription.Source {
        private final Set<String> topics;
        private final @Nullable Pattern pattern;

        ForSource(String name, Set<String> topics, @Nullable Pattern pattern) {
            super(name);
            this.topics = topics;
            this.pattern = pattern;
        }

        @Override
        public @Nullable Set<String> topicSet() {
            return pattern == null ? Collections.unmodifiableSet(topics) : null;
        }

        @Override
        public @Nullable Pattern topicPattern() {
            return pattern;
        }

        @Override
        String content() {
            return "Source: " + name() + " (topics: " + (pattern == null ? topics : pattern) + ")" + out();
        }
    }

    /** A processor with its stores. */
    static final class ForProcessor extends DescribedNode implements TopologyDescription.Processor {
        private final Set<String> stores;

        ForProcessor(String name, Set<String> stores) {
            super(name);
            this.stores = stores;
        }

        @Override
        public Set<String> stores() {
            return Collections.unmodifiableSet(stores);
        }

        @Override
        String content() {
            return "Processor: " + name() + " (stores: " + stores + ")" + out() + in();
        }
    }

    /** A sink: it has no arrow out. */
    static final class ForSink extends DescribedNode implements TopologyDescription.Sink {
        private final @Nullable String topic;
        private final @Nullable TopicNameExtractor<?, ?> extractor;

        ForSink(String name, @Nullable String topic, @Nullable TopicNameExtractor<?, ?> extractor) {
            super(name);
            this.topic = topic;
            this.extractor = extractor;
        }

        @Override
        public @Nullable String topic() {
            return topic;
        }

        @Override
        public @Nullable TopicNameExtractor<?, ?> topicNameExtractor() {
            return extractor;
        }

        @Override
        String content() {
            String to = topic == null ? "extractor class: " + Objects.requireNonNull(extractor) : "topic: " + topic;
            return "Sink: " + name() + " (" + to + ")" + in();
        }
    }
}
