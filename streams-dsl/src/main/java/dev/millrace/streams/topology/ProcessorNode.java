package dev.millrace.streams.topology;

import dev.millrace.streams.processor.api.ProcessorSupplier;
import java.util.List;

/**
 * Where records are worked on.
 *
 * @param name the node's name
 * @param supplier makes one processor for each task
 * @param storeNames the stores its processor may use, in the order in which they were connected
 * @param children names of the nodes that get what it forwards, in the order in which they get it
 */
public record ProcessorNode(
        String name, ProcessorSupplier<?, ?, ?, ?> supplier, List<String> storeNames, List<String> children)
        implements TopologyNode {

    /**
     * Copies the lists.
     *
     * @param name not null
     * @param supplier not null
     * @param storeNames copied; no nulls
     * @param children copied; no nulls
     */
    public ProcessorNode {
        storeNames = List.copyOf(storeNames);
        children = List.copyOf(children);
    }
}
