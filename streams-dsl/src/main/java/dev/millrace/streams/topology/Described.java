package dev.millrace.streams.topology;

import dev.millrace.streams.TopologyDescription;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A description; its text is the one that Kafka Streams prints. */
record Described(Set<TopologyDescription.Subtopology> subtopologies, Set<TopologyDescription.GlobalStore> globalStores)
        implements TopologyDescription {

    Described(Collection<TopologyDescription.Subtopology> parts, Collection<TopologyDescription.GlobalStore> globals) {
        this(
                Collections.unmodifiableSet(new LinkedHashSet<>(parts)),
                Collections.unmodifiableSet(new LinkedHashSet<>(globals)));
    }

    @Override
    public String toString() {
        Map<Integer, String> texts = new TreeMap<>();
        subtopologies.forEach(part -> texts.put(part.id(), part.toString()));
        globalStores.forEach(global -> texts.put(global.id(), global.toString()));
        StringBuilder text = new StringBuilder("Topologies:\n ");
        texts.values().forEach(part -> text.append("  ").append(part));
        return text.toString();
    }

    /** A sub-topology. */
    record Part(int id, Set<TopologyDescription.Node> nodes) implements TopologyDescription.Subtopology {
        Part {
            nodes = Collections.unmodifiableSet(nodes);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("Sub-topology: ").append(id).append('\n');
            nodes.forEach(node -> text.append("    ").append(node).append('\n'));
            return text.append('\n').toString();
        }
    }

    /** A global store with its source and its processor. */
    record Global(int id, TopologyDescription.Source source, TopologyDescription.Processor processor)
            implements TopologyDescription.GlobalStore {
        @Override
        public String toString() {
            return "Sub-topology: " + id + " for global store (will not generate tasks)\n    " + source + "\n    "
                    + processor + "\n";
        }
    }
}
