package dev.millrace.conformance.differential;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that can be seen of a run.
 *
 * @param description the text of {@code describe()}
 * @param outputs what each output topic got, in order, each with the number of the action that made it appear
 * @param stores what was in the stores, at the end and at every {@link Action.Look}
 * @param changelogs what a store would be rebuilt from: the last record of each key in the changelog topics
 * @param failure the exception that ended the run, or an empty text; its first line is the type
 */
public record Outcome(
        String description,
        Map<String, List<String>> outputs,
        Map<String, List<String>> stores,
        Map<String, List<String>> changelogs,
        String failure) {

    /** Stands before the name of a store of windows that has a cache. */
    public static final String CACHED_WINDOWS = "cached windows of ";

    /** Whether the program names something of the API that is not there (yet); the check of the API counts those. */
    public boolean lacksApi() {
        return failure.startsWith("NoSuchMethodError") || failure.startsWith("NoClassDefFoundError");
    }

    /** With what one action made appear in the order of its text. */
    Outcome inOneOrder() {
        Map<String, List<String>> sorted = new TreeMap<>(outputs);
        sorted.replaceAll((topic, lines) -> lines.stream().sorted().toList());
        return new Outcome(description, sorted, stores, changelogs, failure);
    }

    /** Without what the program was told of the names of stores. */
    Outcome withoutNames() {
        Map<String, List<String>> others = new TreeMap<>(outputs);
        others.remove("queryable");
        return new Outcome(description, others, stores, changelogs, failure);
    }

    Outcome withChangelogs(Map<String, List<String>> others) {
        return new Outcome(description, outputs, stores, others, failure);
    }

    /** How many records came out. */
    public int size() {
        return outputs.values().stream().mapToInt(List::size).sum();
    }
}
