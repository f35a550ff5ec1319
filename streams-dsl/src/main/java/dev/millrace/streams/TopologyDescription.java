package dev.millrace.streams;

import dev.millrace.streams.processor.TopicNameExtractor;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Topology} looks like: its connected parts and their nodes. {@code toString()} gives the text that Kafka Streams
 * gives for the same topology, so texts kept in tests stay valid.
 *
 * <p>Immutable; two descriptions of equal topologies are equal.
 */
public interface TopologyDescription {

    /** A connected part of a topology: each partition of its source topics makes one task of it. */
    interface Subtopology {
        /** The number of the part; the first number of a task id. */
        int id();

        /** All nodes of the part, those with the most nodes below them first. */
        Set<Node> nodes();
    }

    /** A store that every application instance fills with a whole topic; it makes no tasks. */
    interface GlobalStore {
        /** Reads the topic. */
        Source source();

        /** Writes the store. */
        Processor processor();

        /** Its number in the sequence of sub-topologies. */
        int id();
    }

    /** A node of a topology. */
    interface Node {
        /** The node's name, never null. */
        String name();

        /** The nodes whose records it gets; empty for a source. */
        Set<Node> predecessors();

        /** The nodes that get its records; empty for a sink. */
        Set<Node> successors();
    }

    /** Where records enter. */
    interface Source extends Node {
        /** The topics it reads by name, or null if it reads by pattern. */
        @Nullable
        Set<String> topicSet();

        /** Matches the names of the topics it reads, or null if it reads by name. */
        @Nullable
        Pattern topicPattern();
    }

    /** Where records are worked on. */
    interface Processor extends Node {
        /** Names of the stores connected to it. */
        Set<String> stores();
    }

    /** Where records leave. */
    interface Sink extends Node {
        /** The topic it writes to, or null if {@link #topicNameExtractor} chooses. */
        @Nullable
        String topic();

        /** Names the topic of each record, or null if {@link #topic} is fixed. */
        @Nullable
        TopicNameExtractor<?, ?> topicNameExtractor();
    }

    /** The connected parts that make tasks, in the order of their ids. */
    Set<Subtopology> subtopologies();

    /** The global stores. */
    Set<GlobalStore> globalStores();
}
