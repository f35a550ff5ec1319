package dev.millrace.cli.migrate;

import java.util.Map;
import java.util.Optional;

/** What the types of Kafka Streams are called here. */
final class StreamsNames {

    static final String OLD_ROOT = "org.apache.kafka.streams";
    static final String OLD_ENTRY = OLD_ROOT + ".KafkaStreams";
    static final String NEW_ENTRY = "dev.millrace.MillraceStreams";

    private static final String NEW_ROOT = "dev.millrace.streams";
    private static final String TESTS = NEW_ROOT + ".test.";
    private static final String WINDOWS = NEW_ROOT + ".kstream.";

    /** Everything else keeps its place below the root. */
    private static final Map<String, String> MOVED = Map.of(
            OLD_ENTRY,
            NEW_ENTRY,
            OLD_ROOT + ".TopologyTestDriver",
            TESTS + "TopologyTestDriver",
            OLD_ROOT + ".TestInputTopic",
            TESTS + "TestInputTopic",
            OLD_ROOT + ".TestOutputTopic",
            TESTS + "TestOutputTopic",
            OLD_ROOT + ".processor.api.MockProcessorContext",
            TESTS + "MockProcessorContext",
            OLD_ROOT + ".kstream.internals.TimeWindow",
            WINDOWS + "TimeWindow",
            OLD_ROOT + ".kstream.internals.SessionWindow",
            WINDOWS + "SessionWindow",
            OLD_ROOT + ".kstream.internals.UnlimitedWindow",
            WINDOWS + "UnlimitedWindow");

    private StreamsNames() {}

    /** Types that leave their package, by their old name; an import of the whole package no longer reaches them. */
    static Map<String, String> moved() {
        return MOVED;
    }

    /** A package's new name. */
    static String renamedPackage(String old) {
        return NEW_ROOT + old.substring(OLD_ROOT.length());
    }

    /** A top-level type's new name; empty if there is no such type in Millrace. */
    static Optional<String> renamedType(String old) {
        String moved = MOVED.getOrDefault(old, renamedPackage(old));
        return exists(moved) ? Optional.of(moved) : Optional.empty();
    }

    private static boolean exists(String type) {
        try {
            Class.forName(type, false, StreamsNames.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
