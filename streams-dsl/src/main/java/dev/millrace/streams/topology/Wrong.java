package dev.millrace.streams.topology;

import dev.millrace.streams.errors.TopologyException;
import java.util.Collection;

/** The texts for wrong graphs: what is wrong, where, and what to do about it. */
final class Wrong {

    private Wrong() {}

    static TopologyException nameTaken(String node, TopologyNode by) {
        return new TopologyException("The name " + node + " is taken by " + described(by)
                + ". Node names are unique in a topology: give one of the two another name, in the DSL with Named.as, Consumed.as"
                + " or Produced.as.");
    }

    private static String described(TopologyNode node) {
        if (node instanceof SourceNode source) {
            return "the source of " + (source.pattern() == null ? source.topics() : "pattern " + source.pattern());
        }
        return node instanceof SinkNode sink
                ? "the sink to " + (sink.topic() == null ? "the topics of an extractor" : sink.topic())
                : "a processor";
    }

    static TopologyException sourceIsProcessor(String node) {
        return new TopologyException("The source and the processor that fill a store are both named " + node
                + ". Node names are unique in a topology: rename one.");
    }

    static TopologyException filledTwice(String store, String topic) {
        return new TopologyException(
                "State store " + store + " is filled from topic " + topic
                        + " already. Give each topic a store of its own, or write both from one processor that reads both topics.");
    }

    static TopologyException noTopic(String source) {
        return new TopologyException("Source " + source + " reads no topic. Name at least one topic, or a pattern.");
    }

    static TopologyException topicTwice(String source, String topic) {
        return new TopologyException("Source " + source + " names topic " + topic
                + " twice. A topic enters a topology once: drop one of the two.");
    }

    static TopologyException topicTaken(String source, String topic, String other) {
        return new TopologyException(
                "Source " + source + " reads topic " + topic + ", which has already been registered by source " + other
                        + ". A topic enters a topology once: connect the new node to source " + other
                        + " instead; in the DSL use the first stream or table again, with toTable() or toStream() if it has to be"
                        + " the other.");
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

    static TopologyException storeTaken(String store, Collection<String> users) {
        return new TopologyException("There is a state store named " + store + " already"
                + (users.isEmpty() ? "" : ", used by " + users)
                + ". Store names are unique in a topology: rename one, in the DSL with Materialized.as, or pass the same"
                + " StoreBuilder to share the store.");
    }

    static TopologyException unknownStore(String processor, String store) {
        return new TopologyException("State store " + store + ", to be connected to processor " + processor
                + ", is not added yet. Call addStateStore first, or let the supplier bring it in stores().");
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

    static TopologyException belowGlobal(String node, String parent, String store) {
        return new TopologyException(
                "Node " + node + " cannot be below " + parent + ", which fills the global store " + store
                        + ": nothing but that store's own processor gets its records. Do the work in that processor, or write the"
                        + " records to a second topic and read it with a source.");
    }

    static TopologyException storeAtGlobal(String processor, String store) {
        return new TopologyException("Processor " + processor + " fills the global store " + store
                + " and can use no other: it runs outside of the tasks that other stores belong to. Connect the store to"
                + " another processor.");
    }

    static TopologyException partitionCounts(Object group, Object counts) {
        return new TopologyException(
                "The topics " + group + " are joined and must have equally many partitions, but their"
                        + " repartitioning asks for different numbers: " + counts
                        + ". Give all the same number in Repartitioned.withNumberOfPartitions, or leave it out.");
    }

    static IllegalArgumentException sameProcessorTwice(String processor) {
        return new IllegalArgumentException(
                "The supplier of processor " + processor + " gave the same processor twice. Each task needs"
                        + " its own: make a new processor at each call of get().");
    }

    static IllegalArgumentException noProcessor(String processor) {
        return new IllegalArgumentException(
                "The supplier of processor " + processor + " gave null. Make a new processor at each call of get().");
    }
}
