package dev.millrace.runtime;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.topology.SinkNode;
import dev.millrace.streams.topology.SourceNode;
import dev.millrace.streams.topology.StoreDefinition;
import dev.millrace.streams.topology.TopologyNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Refuses what is wrong with the topics of a topology once their real names are known, before anything is made or read:
 * names that no log takes, and sinks that would write into a store's changelog. Which topics two patterns match shows
 * only later, when the topics are known; see {@link #requireOneReader}.
 */
final class TopicChecks {

    private static final Pattern LEGAL = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    private final AppLayout layout;
    private final Map<String, String> storeByChangelog = new HashMap<>();

    private TopicChecks(AppLayout layout) {
        this.layout = layout;
        layout.parts()
                .forEach(part -> part.changelogs().forEach((store, changelog) -> {
                    if (!changelog.isSource()) {
                        storeByChangelog.put(changelog.topic(), store);
                    }
                }));
    }

    /**
     * Checks all topics that the topology names.
     *
     * @throws TopologyException if one is wrong
     */
    static void check(AppLayout layout) {
        TopicChecks checks = new TopicChecks(layout);
        layout.globals().forEach(checks::checkNodes);
        for (AppLayout.Part part : layout.parts()) {
            checks.checkNodes(part);
            checks.checkChangelogs(part);
        }
    }

    /**
     * Refuses a topology that reads nothing.
     *
     * @throws TopologyException if it has neither a source nor a global store
     */
    static void requireSource(AppLayout layout) {
        if (layout.parts().isEmpty() && layout.globals().isEmpty()) {
            throw new TopologyException(
                    "The topology reads no topic, so there is nothing to run. Add a source: stream(), table()"
                            + " or globalTable() of a StreamsBuilder, or Topology.addSource.");
        }
    }

    /**
     * Refuses topics that two sources would read by their patterns.
     *
     * @param existing names of all topics that there are
     * @throws TopologyException if there is such a topic
     */
    static void requireOneReader(AppLayout layout, Set<String> existing) {
        List<SourceNode> readers = new ArrayList<>();
        layout.parts()
                .forEach(part -> part.graph().nodes().forEach(node -> {
                    if (node instanceof SourceNode source && source.pattern() != null) {
                        readers.add(source);
                    }
                }));
        if (readers.size() < 2) {
            return;
        }
        for (String topic : new TreeSet<>(existing)) {
            List<String> matching = readers.stream()
                    .filter(source -> source.pattern() != null
                            && source.pattern().matcher(topic).matches())
                    .map(source -> source.name() + " (" + source.pattern() + ")")
                    .toList();
            if (matching.size() > 1) {
                throw new TopologyException("Topic '" + topic + "' matches the patterns of several sources: " + matching
                        + ". A topic enters a topology once: change the patterns so that one of them matches it, or connect all to"
                        + " one source.");
            }
        }
    }

    private void checkNodes(AppLayout.Part part) {
        for (TopologyNode node : part.graph().nodes()) {
            if (node instanceof SourceNode source) {
                source.topics()
                        .forEach(topic -> requireLegal(layout.realName(topic), "source '" + source.name() + "'"));
            } else if (node instanceof SinkNode sink && sink.topic() != null) {
                String topic = layout.realName(sink.topic());
                requireLegal(topic, "sink '" + sink.name() + "'");
                requireNoChangelog(topic, sink);
            }
        }
    }

    private void checkChangelogs(AppLayout.Part part) {
        Map<String, Set<String>> users = new HashMap<>();
        for (StoreDefinition store : part.graph().stores()) {
            users.put(store.name(), new HashSet<>(store.processorNames()));
        }
        part.changelogs()
                .forEach((store, changelog) -> requireLegal(
                        changelog.topic(), "store '" + store + "' of " + users.getOrDefault(store, Set.of())));
    }

    private void requireNoChangelog(String topic, SinkNode sink) {
        String store = storeByChangelog.get(topic);
        if (store != null) {
            throw new TopologyException(
                    "Sink '" + sink.name() + "' writes to '" + topic + "', the changelog of store '" + store
                            + "' of this application: the store would be restored from its records. Write to another topic, or put"
                            + " the records into the store by a processor.");
        }
    }

    private static void requireLegal(String topic, String user) {
        if (!LEGAL.matcher(topic).matches()) {
            throw new TopologyException("No topic can be named '" + topic + "', as " + user
                    + " wants. Rename it: 1 to 249 letters, digits, '.', '_' and '-'.");
        }
    }
}
