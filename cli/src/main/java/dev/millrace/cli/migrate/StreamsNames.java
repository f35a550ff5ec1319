package dev.millrace.cli.migrate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            WINDOWS + "UnlimitedWindow",
            OLD_ROOT + ".kstream.internals.WindowedSerializer",
            WINDOWS + "WindowedSerializer");

    /** Types that Millrace does not have, by their package; needed where a whole package is imported and does not name them. */
    private static final Map<String, List<String>> MISSING = Map.of(
            OLD_ROOT,
            List.of(
                    "ClientInstanceIds",
                    "KeyQueryMetadata",
                    "LagInfo",
                    "StoreQueryParameters",
                    "StreamsMetadata",
                    "TaskMetadata",
                    "ThreadMetadata"),
            OLD_ROOT + ".state",
            List.of("HostInfo", "QueryableStoreType", "QueryableStoreTypes"));

    /** Up to the first segment that begins with a capital: package and type. */
    private static final Pattern TYPE_OF_NAME = Pattern.compile("^(?:[a-z_][\\w$]*\\.)*[A-Z][\\w$]*");

    private StreamsNames() {}

    /** Types that leave their package, by their old name; an import of the whole package no longer reaches them. */
    static Map<String, String> moved() {
        return MOVED;
    }

    /** Simple names of the types of a package that have no counterpart. */
    static List<String> missing(String oldPackage) {
        return MISSING.getOrDefault(oldPackage, List.of());
    }

    /** A package's new name; empty if there is no such package in Millrace. */
    static Optional<String> renamedPackage(String old) {
        String moved = inNewRoot(old);
        return exists(moved + ".package-info") ? Optional.of(moved) : Optional.empty();
    }

    /** What a qualified name is in Millrace: a package, or a type with what hangs on it; empty if there is no such thing. */
    static Optional<String> renamed(String old) {
        Matcher type = TYPE_OF_NAME.matcher(old);
        if (!type.find()) {
            return renamedPackage(old);
        }
        return renamedType(type.group()).map(found -> found + old.substring(type.end()));
    }

    /** Why a name has no counterpart, and what to do. */
    static String whyMissing(String old) {
        return old.contains(".internals")
                ? "internal to Kafka Streams (of these, Millrace has TimeWindow, SessionWindow and UnlimitedWindow, in"
                        + " dev.millrace.streams.kstream): find another way, or tell us what you need it for"
                : "Millrace has no such thing; docs/migrating-from-kafka-streams.md lists what differs";
    }

    private static String inNewRoot(String old) {
        return NEW_ROOT + old.substring(OLD_ROOT.length());
    }

    private static Optional<String> renamedType(String old) {
        String moved = MOVED.getOrDefault(old, inNewRoot(old));
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
