package dev.millrace.conformance.differential;

import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A program as a topology of Kafka Streams or of Millrace. */
public interface BuiltProgram {

    /** The {@code Topology} of either. */
    Object topology();

    /** What the program's settings say. */
    Properties properties();

    /** What verbs without an output topic have seen, once the topology has ended; asked once. */
    Map<String, List<String>> notes();

    /** Makes them. */
    @FunctionalInterface
    interface Builder {
        BuiltProgram build(Program program);
    }

    /** Makes topologies of Millrace. */
    static Builder ofMillrace() {
        return (Builder) ImportSwap.make("Topologies", true);
    }
}
