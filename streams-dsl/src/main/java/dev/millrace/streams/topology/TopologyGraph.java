package dev.millrace.streams.topology;

import java.util.List;
import java.util.Optional;

/**
 * A whole topology, checked and frozen: what the runtime executes. Immutable.
 *
 * <p>All topic and store names are without the application id. Internal topics (see {@link #repartitionTopic}) become
 * {@code <application.id>-<name>}, changelogs {@code <application.id>-<store>-changelog}.
 *
 * @param subTopologies in the order of their ids
 * @param globalStores in the order in which they were added
 */
public record TopologyGraph(List<SubTopology> subTopologies, List<GlobalStoreDefinition> globalStores) {

    /**
     * Copies the lists.
     *
     * @param subTopologies copied
     * @param globalStores copied
     */
    public TopologyGraph {
        subTopologies = List.copyOf(subTopologies);
        globalStores = List.copyOf(globalStores);
    }

    /**
     * The internal topic of that name.
     *
     * @param topic a topic's name, without the application id
     * @return what is known of it; empty if it is a topic of the user
     */
    public Optional<RepartitionTopic> repartitionTopic(String topic) {
        return subTopologies.stream()
                .flatMap(part -> part.repartitionTopics().stream())
                .filter(repartition -> repartition.name().equals(topic))
                .findFirst();
    }

    /**
     * Whether that topic (without the application id) is internal.
     *
     * @param topic a name without the application id
     * @return true for repartition topics
     */
    public boolean isInternal(String topic) {
        return repartitionTopic(topic).isPresent();
    }
}
