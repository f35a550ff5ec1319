package dev.millrace.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where two outcomes differ; the first is what is right. */
public final class Difference {

    private Difference() {}

    /** What differs, by name, with both sides; empty if all that is compared is the same. */
    public static Optional<String> between(Outcome expected, Outcome actual) {
        List<String> found = new ArrayList<>();
        compare("failure", typeOf(expected.failure()), typeOf(actual.failure()), found);
        if (!found.isEmpty()) {
            found.add("in full:\n" + expected.failure() + "\n---\n" + actual.failure());
        }
        compare("describe()", expected.description(), actual.description(), found);
        compare("topic ", expected.outputs(), actual.outputs(), found);
        compare("store ", withoutExpired(expected.stores(), actual.stores()), once(actual.stores()), found);
        compare("changelog ", untimed(expected.changelogs()), untimed(actual.changelogs()), found);
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", found));
    }

    /** As above, of the outcomes of a trial. */
    static Optional<String> between(Trial trial, Outcome expected, Outcome actual) {
        if (!expected.failure()
                .isEmpty()) { // ours refuses at the call, before the program has asked for its tables' names
            return between(expected.withoutNames(), actual.withoutNames());
        }
        Outcome ours = actual.withChangelogs(withoutOwnDeletions(expected.changelogs(), actual.changelogs()));
        Outcome theirs = trial.program().toString().contains("caching=true")
                ? expected.withChangelogs(withoutOwnDeletions(actual.changelogs(), expected.changelogs()))
                : expected;
        return trial.program().hasOwnOrder() ? between(theirs.inOneOrder(), ours.inOneOrder()) : between(theirs, ours);
    }

    /** The kind of a difference, so that shrinking keeps to it: its first line up to the name. */
    static String kind(String difference) {
        return difference.substring(0, difference.indexOf(' ') < 0 ? difference.length() : difference.indexOf(' '));
    }

    /*
     * What a suppression writes has no timestamp in Kafka Streams, which leaves it to the producer's clock; ours has
     * the record's. So all changelogs are compared without.
     */
    private static Map<String, List<String>> untimed(Map<String, List<String>> changelogs) {
        Map<String, List<String>> untimed = new TreeMap<>(changelogs);
        untimed.replaceAll((name, lines) -> lines.stream()
                .map(line -> line.substring(0, line.lastIndexOf(" at ")))
                .toList());
        return untimed;
    }

    /*
     * A deletion has the headers of its record. In Kafka Streams not if the engine is not made for headers, and behind
     * a cache nothing is written of a key that has no value. So where it has no deletion with headers ours may have one;
     * and behind a cache the other way round, if ours has deleted again, by a record without headers.
     */
    private static Map<String, List<String>> withoutOwnDeletions(
            Map<String, List<String>> expected, Map<String, List<String>> actual) {
        Map<String, List<String>> shared = new TreeMap<>(actual);
        shared.replaceAll((name, lines) -> {
            Set<String> theirs = expected.getOrDefault(name, List.of()).stream()
                    .map(Difference::keyOf)
                    .collect(Collectors.toSet());
            return lines.stream()
                    .filter(line ->
                            !line.substring(keyOf(line).length()).startsWith("=null") || theirs.contains(keyOf(line)))
                    .toList();
        });
        return shared;
    }

    private static String keyOf(String line) {
        return line.substring(0, line.indexOf('='));
    }

    /*
     * In Kafka Streams a window that has left its store can still be seen for as long as the cache in front of the
     * store happens to keep it. Ours are gone. So of cached windows, those count which ours has, too. And once each: it
     * gives some twice, from the cache and from a store whose order is not that of the cache. (Stores of joins hold
     * duplicates; how many, is seen without a cache.)
     */
    private static Map<String, List<String>> withoutExpired(
            Map<String, List<String>> expected, Map<String, List<String>> actual) {
        Map<String, List<String>> seen = new TreeMap<>(expected);
        seen.replaceAll((name, lines) -> {
            List<String> ours = actual.getOrDefault(name, List.of());
            return name.startsWith(Outcome.CACHED_WINDOWS)
                    ? lines.stream().filter(ours::contains).distinct().toList()
                    : lines;
        });
        return seen;
    }

    private static Map<String, List<String>> once(Map<String, List<String>> stores) {
        Map<String, List<String>> once = new TreeMap<>(stores);
        once.replaceAll((name, lines) -> name.startsWith(Outcome.CACHED_WINDOWS)
                ? lines.stream().distinct().toList()
                : lines);
        return once;
    }

    private static void compare(
            String what, Map<String, List<String>> expected, Map<String, List<String>> actual, List<String> found) {
        TreeSet<String> names = new TreeSet<>(expected.keySet());
        names.addAll(actual.keySet());
        for (String name : names) {
            compare(
                    what + name,
                    String.join("\n", expected.getOrDefault(name, List.of())),
                    String.join("\n", actual.getOrDefault(name, List.of())),
                    found);
        }
    }

    private static void compare(String what, String expected, String actual, List<String> found) {
        if (!expected.equals(actual)) {
            found.add(what + " of Kafka Streams:\n" + expected.indent(4) + what + " of Millrace:\n" + actual.indent(4));
        }
    }

    /**
     * Where a processor fails under the flush of a cache, Kafka Streams speaks of the store, and ours of the processor.
     */
    private static String typeOf(String failure) {
        return failure.contains("Failed to flush cache of store")
                ? "StreamsException"
                : failure.lines().findFirst().orElse("");
    }
}
