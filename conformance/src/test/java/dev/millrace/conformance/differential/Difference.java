package dev.millrace.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Where two outcomes differ; the first is what is right. */
public final class Difference {

    private Difference() {}

    /** What differs, by name, with both sides; empty if all that is compared is the same. */
    public static Optional<String> between(Outcome expected, Outcome actual) {
        List<String> found = new ArrayList<>();
        compare("failure", firstLine(expected.failure()), firstLine(actual.failure()), found);
        if (!found.isEmpty()) {
            found.add("in full:\n" + expected.failure() + "\n---\n" + actual.failure());
        }
        compare("describe()", expected.description(), actual.description(), found);
        compare("topic ", expected.outputs(), actual.outputs(), found);
        compare("store ", expected.stores(), actual.stores(), found);
        compare("changelog ", expected.changelogs(), actual.changelogs(), found);
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", found));
    }

    /** The kind of a difference, so that shrinking keeps to it: its first line up to the name. */
    static String kind(String difference) {
        return difference.substring(0, difference.indexOf(' ') < 0 ? difference.length() : difference.indexOf(' '));
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

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
