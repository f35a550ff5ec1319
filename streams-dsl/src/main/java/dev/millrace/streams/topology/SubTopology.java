package dev.millrace.streams.topology;

import java.util.List;
import java.util.Set;

/**
 * A connected part of the graph. The runtime makes one task of it for each partition of its source topics.
 *
 * @param id its number, as Kafka Streams counts; numbers that global stores took are missing from the sequence
 * @param nodes sources first, then parents before children
 * @param stores the stores that its processors use, in the order in which they were added
 * @param sourceTopics all topics that its sources read by name, repartition topics included
 * @param repartitionTopics the internal ones among {@code sourceTopics}
 * @param copartitionGroups sets of source topics that must have equally many partitions, since records of one key of
 *     all of them have to meet in one task
 */
public record SubTopology(
        int id,
        List<TopologyNode> nodes,
        List<StoreDefinition> stores,
        Set<String> sourceTopics,
        List<RepartitionTopic> repartitionTopics,
        List<Set<String>> copartitionGroups) {

    /**
     * Copies the collections, so that nobody changes them afterwards.
     *
     * @param id its number, as Kafka Streams counts
     * @param nodes sources first, then parents before children
     * @param stores in the order in which they were added
     * @param sourceTopics names of topics, repartition topics included
     * @param repartitionTopics the internal ones among {@code sourceTopics}
     * @param copartitionGroups sets of topics that must have equally many partitions
     */
    public SubTopology {
        nodes = List.copyOf(nodes);
        stores = List.copyOf(stores);
        sourceTopics = Set.copyOf(sourceTopics);
        repartitionTopics = List.copyOf(repartitionTopics);
        copartitionGroups = List.copyOf(copartitionGroups);
    }
}
