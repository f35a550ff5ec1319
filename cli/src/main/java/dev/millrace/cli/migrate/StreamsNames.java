package dev.millrace.cli.migrate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    private static final String OLD_PROCESSORS = "of the Processor API before Kafka 4: use ";
    private static final String QUERIES =
            "belongs to queries and metadata of the running application, which Millrace does not have yet";

    /** Types that Millrace does not have, with what to do; needed by name where a whole package is imported. */
    private static final Map<String, String> MISSING = Map.ofEntries(
            Map.entry(OLD_ROOT + ".ClientInstanceIds", QUERIES),
            Map.entry(OLD_ROOT + ".KeyQueryMetadata", QUERIES),
            Map.entry(OLD_ROOT + ".LagInfo", QUERIES),
            Map.entry(OLD_ROOT + ".StoreQueryParameters", QUERIES),
            Map.entry(OLD_ROOT + ".StreamsMetadata", QUERIES),
            Map.entry(OLD_ROOT + ".TaskMetadata", QUERIES),
            Map.entry(OLD_ROOT + ".ThreadMetadata", QUERIES),
            Map.entry(OLD_ROOT + ".state.HostInfo", QUERIES),
            Map.entry(OLD_ROOT + ".state.QueryableStoreType", QUERIES),
            Map.entry(OLD_ROOT + ".state.QueryableStoreTypes", QUERIES),
            Map.entry(OLD_ROOT + ".kstream.Transformer", OLD_PROCESSORS + "processor.api.Processor, and process(...)"),
            Map.entry(
                    OLD_ROOT + ".kstream.TransformerSupplier",
                    OLD_PROCESSORS + "processor.api.ProcessorSupplier, and process(...)"),
            Map.entry(
                    OLD_ROOT + ".kstream.ValueTransformer",
                    OLD_PROCESSORS + "processor.api.FixedKeyProcessor, and processValues(...)"),
            Map.entry(
                    OLD_ROOT + ".kstream.ValueTransformerSupplier",
                    OLD_PROCESSORS + "processor.api.FixedKeyProcessorSupplier, and processValues(...)"),
            Map.entry(OLD_ROOT + ".processor.Processor", OLD_PROCESSORS + "processor.api.Processor"),
            Map.entry(OLD_ROOT + ".processor.ProcessorSupplier", OLD_PROCESSORS + "processor.api.ProcessorSupplier"),
            Map.entry(OLD_ROOT + ".processor.AbstractProcessor", OLD_PROCESSORS + "processor.api.ContextualProcessor"),
            Map.entry(
                    OLD_ROOT + ".processor.MockProcessorContext",
                    OLD_PROCESSORS + "dev.millrace.streams.test.MockProcessorContext"));

    /** Up to the first segment that begins with a capital: package and type. */
    private static final Pattern TYPE_OF_NAME = Pattern.compile("^(?:[a-z_][\\w$]*\\.)*[A-Z][\\w$]*");

    private StreamsNames() {}

    /** Types that leave their package, by their old name; an import of the whole package no longer reaches them. */
    static Map<String, String> moved() {
        return MOVED;
    }

    /** Simple names of the types of a package that have no counterpart. */
    static List<String> missing(String oldPackage) {
        return MISSING.keySet().stream()
                .filter(type -> type.lastIndexOf('.') == oldPackage.length() && type.startsWith(oldPackage))
                .map(type -> type.substring(oldPackage.length() + 1))
                .sorted()
                .toList();
    }

    /** A package's new name; empty if there is no such package in Millrace. */
    static Optional<String> renamedPackage(String old) {
        String moved = inNewRoot(old);
        return exists(moved + ".package-info") ? Optional.of(moved) : Optional.empty();
    }

    /**
     * What a qualified name is in Millrace: a package, or a type with what hangs on it; empty if there is no such
     * thing.
     */
    static Optional<String> renamed(String old) {
        Matcher type = TYPE_OF_NAME.matcher(old);
        if (!type.find()) {
            return renamedPackage(old);
        }
        return renamedType(type.group()).map(found -> found + old.substring(type.end()));
    }

    /** Why a name has no counterpart, and what to do. */
    static String whyMissing(String old) {
        String advice = adviceFor(old);
        if (advice != null) {
            return advice;
        }
        return old.contains(".internals")
                ? "internal to Kafka Streams (of these, Millrace has TimeWindow, SessionWindow and UnlimitedWindow, in"
                        + " dev.millrace.streams.kstream): find another way, or tell us what you need it for"
                : "Millrace has no such thing; docs/migrating-from-kafka-streams.md lists what differs";
    }

    private static @Nullable String adviceFor(String old) {
        Matcher type = TYPE_OF_NAME.matcher(old);
        return type.find() ? MISSING.get(type.group()) : null;
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
