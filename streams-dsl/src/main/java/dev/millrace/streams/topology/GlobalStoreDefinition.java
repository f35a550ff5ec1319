package dev.millrace.streams.topology;

import dev.millrace.streams.state.StoreBuilder;

/**
 * A store that every application instance fills with all partitions of a topic. Its source and processor make no tasks.
 *
 * @param id the number it takes in the sequence of sub-topologies
 * @param builder makes the store; its logging is off, the topic is its changelog
 * @param source reads the topic
 * @param processor writes the store
 */
public record GlobalStoreDefinition(int id, StoreBuilder<?> builder, SourceNode source, ProcessorNode processor) {

    /**
     * The store's name, unique in its topology.
     *
     * @return as the builder says it
     */
    public String name() {
        return builder.name();
    }
}
