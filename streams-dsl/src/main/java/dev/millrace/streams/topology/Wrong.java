package dev.millrace.streams.topology;

import dev.millrace.streams.errors.TopologyException;
import java.util.Collection;

/** The texts for wrong graphs: what is wrong, where, and what to do about it. */
final class Wrong {

    private Wrong() {}

    static TopologyException nameTaken(String node) {
        return new TopologyException("There is a node named " + node
                + " already. Node names are unique in a topology: give this" + " one another name.");
    }

    static TopologyException sourceIsProcessor(String node) {
        return new TopologyException("The source and the processor of a global store are both named " + node
                + ". Node names are unique in a topology: rename one.");
    }

    static TopologyException noTopic(String source) {
        return new TopologyException("Source " + source + " reads no topic. Name at least one topic, or a pattern.");
    }

    static TopologyException topicTaken(String source, String topic, String other) {
        return new TopologyException(
                "Source " + source + " reads topic " + topic + ", which has already been registered by source " + other
                        + ". A topic enters a topology once: connect the new node to source " + other + " instead.");
    }

    static TopologyException topicMatched(String source, String topic, String patternSource, String pattern) {
        return new TopologyException("Topic " + topic + " of source " + source + " matches pattern " + pattern
                + " of source " + patternSource
                + ", so its records would enter the topology twice. Change the pattern, or drop the topic.");
    }

    static TopologyException noParent(String node) {
        return new TopologyException(
                "Node " + node + " has no parent. Name at least one source or processor whose records it gets.");
    }

    static TopologyException ownParent(String node) {
        return new TopologyException(
                "Node " + node + " cannot be its own parent: a topology has no cycles. Write to a topic and"
                        + " read it again if records have to go round.");
    }

    static TopologyException unknownParent(String node, String parent, Collection<String> known) {
        return new TopologyException("Parent " + parent + " of node " + node
                + " is not added yet. Add it first; known nodes: " + known + ".");
    }

    static TopologyException sinkAsParent(String node, String parent) {
        return new TopologyException("Sink " + parent + " cannot be a parent of node " + node
                + ": a sink ends its path. Name the" + " parents of the sink instead.");
    }

    static TopologyException storeTaken(String store) {
        return new TopologyException(
                "There is a state store named " + store + " already. Store names are unique in a topology:"
                        + " rename this one, or pass the same StoreBuilder to share the store.");
    }

    static TopologyException unknownStore(String processor, String store) {
        return new TopologyException("State store " + store + ", to be connected to processor " + processor
                + ", is not added yet. Call addStateStore first.");
    }

    static TopologyException globalStoreConnected(String processor, String store) {
        return new TopologyException("Global state store " + store + " needs no connection to processor " + processor
                + ": every processor can read every global store. Drop it from the list.");
    }

    static TopologyException noStoreToConnect(String processor) {
        return new TopologyException(
                "No state store is named to connect to processor " + processor + ". Name at least one.");
    }

    static TopologyException unknownProcessor(String processor, Collection<String> known) {
        return new TopologyException(
                "Processor " + processor + ", to which a state store is to be connected, is not added yet. Add"
                        + " it first; known nodes: " + known + ".");
    }

    static TopologyException storeAtNonProcessor(String node) {
        return new TopologyException("Node " + node
                + " is a source or a sink and cannot use a state store. Connect the store to a" + " processor.");
    }

    static TopologyException partitionCounts(Object group, Object counts) {
        return new TopologyException(
                "The topics " + group + " are joined and must have equally many partitions, but their"
                        + " repartitioning asks for different numbers: " + counts
                        + ". Give all the same number of partitions.");
    }
}
