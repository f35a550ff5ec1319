package dev.millrace.streams;

import dev.millrace.streams.processor.TopicNameExtractor;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Topology} looks like: its connected parts and their nodes. {@code toString()} gives the text that Kafka
 * Streams gives for the same topology, so texts kept in tests stay valid.
 *
 * <p>Immutable; two descriptions of equal topologies are equal.
 */
public interface TopologyDescription {

    /** A connected part of a topology: each partition of its source topics makes one task of it. */
    interface Subtopology {
        /**
         * The number of the part; the first number of a task id.
         *
         * @return counted from 0
         */
        int id();

        /**
         * All nodes of the part, those with the most nodes below them first.
         *
         * @return names differ within a topology; the iteration has the order in which they are printed
         */
        Set<Node> nodes();
    }

    /** A store that every application instance fills with a whole topic; it makes no tasks. */
    interface GlobalStore {
        /**
         * Reads the topic.
         *
         * @return the only one; a global store has one topic
         */
        Source source();

        /**
         * Writes the store.
         *
         * @return the one that was given with the store
         */
        Processor processor();

        /**
         * Its number in the sequence of sub-topologies.
         *
         * @return not the id of any task, since it has none
         */
        int id();
    }

    /** A node of a topology. */
    interface Node {
        /**
         * The node's name, never null.
         *
         * @return unique within the topology
         */
        String name();

        /**
         * The nodes whose records it gets; empty for a source.
         *
         * @return unmodifiable, those with the most nodes below them first
         */
        Set<Node> predecessors();

        /**
         * The nodes that get its records; empty for a sink.
         *
         * @return unmodifiable, those with the most nodes below them first
         */
        Set<Node> successors();
    }

    /** Where records enter. */
    interface Source extends Node {
        /**
         * The topics it reads by name, or null if it reads by pattern.
         *
         * @return names of topics, internal ones without the application's id
         */
        @Nullable
        Set<String> topicSet();

        /**
         * Matches the names of the topics it reads, or null if it reads by name.
         *
         * @return what was given to the source
         */
        @Nullable
        Pattern topicPattern();
    }

    /** Where records are worked on. */
    interface Processor extends Node {
        /**
         * Names of the stores connected to it.
         *
         * @return unmodifiable; empty if it has none
         */
        Set<String> stores();
    }

    /** Where records leave. */
    interface Sink extends Node {
        /**
         * The topic it writes to, or null if {@link #topicNameExtractor} chooses.
         *
         * @return a name, of an internal topic without the application's id
         */
        @Nullable
        String topic();

        /**
         * Names the topic of each record, or null if {@link #topic} is fixed.
         *
         * @return what was given to the sink
         */
        @Nullable
        TopicNameExtractor<?, ?> topicNameExtractor();
    }

    /**
     * The connected parts that make tasks, in the order of their ids.
     *
     * @return the parts; none of them is a global store
     */
    Set<Subtopology> subtopologies();

    /**
     * The global stores.
     *
     * @return in the order in which they were added
     */
    Set<GlobalStore> globalStores();
}
