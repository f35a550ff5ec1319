package dev.millrace.streams.topology;

import dev.millrace.streams.state.StoreBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store of a sub-topology; each task has one instance of it.
 *
 * @param builder makes the store
 * @param processorNames the processors connected to it, in the order in which they were connected
 * @param sourceTopicAsChangelog the source topic that is replayed to restore it, in place of a changelog topic of its
 *     own; null if it has a changelog of its own (or none, when its logging is off)
 */
public record StoreDefinition(
        StoreBuilder<?> builder,
        List<String> processorNames,
        @Nullable String sourceTopicAsChangelog) {

    /**
     * Copies the list.
     *
     * @param builder not null
     * @param processorNames copied; no nulls
     * @param sourceTopicAsChangelog null if no source topic is replayed
     */
    public StoreDefinition {
        processorNames = List.copyOf(processorNames);
    }

    /**
     * The store's name, unique in its topology.
     *
     * @return as the builder says it
     */
    public String name() {
        return builder.name();
    }
}
