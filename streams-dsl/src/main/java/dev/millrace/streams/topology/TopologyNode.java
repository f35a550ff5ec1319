package dev.millrace.streams.topology;

import java.util.List;

/** One vertex of a {@link SubTopology}: where records come in, are worked on, or go out. Immutable. */
public sealed interface TopologyNode permits SourceNode, ProcessorNode, SinkNode {

    /**
     * The name of this node, unique in its topology.
     *
     * @return not null
     */
    String name();

    /**
     * Names of the nodes that get this node's records, in the order in which they get them; empty for a sink.
     *
     * @return cannot be changed
     */
    List<String> children();
}
