package dev.millrace.conformance.differential;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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

    private static final Pattern REPARTITION_SOURCE = Pattern.compile("topics: \\[[^]]*-(repartition|topic)]");

    /** Stands before the name of a store of windows that has a cache. */
    public static final String CACHED_WINDOWS = "cached windows of ";

    /** Whether the program names something of the API that is not there (yet); the check of the API counts those. */
    public boolean lacksApi() {
        return failure.startsWith("NoSuchMethodError") || failure.startsWith("NoClassDefFoundError");
    }

    /** Whether Kafka Streams failed to optimize a program that it takes otherwise: its own fault, and nothing to compare with. */
    public boolean failedToOptimize() {
        return failure.startsWith("StreamsException") && failure.contains("Found a null keyChangingChild node");
    }

    /** Whether Kafka Streams failed at a record without a key in a left join with a grace period; ours joins it with nothing. */
    public boolean failedAtANullKey() {
        return failure.contains("NullPointerException: key cannot be null")
                && failure.contains("TimeOrderedKeyValueBuffer");
    }

    /**
     * Whether records may wait in two internal topics at a time. Of two that wait with the same timestamp, Kafka Streams'
     * driver takes the one that its heap has on top; no user can count on which.
     */
    public boolean hasTies() {
        return REPARTITION_SOURCE.matcher(description).results().count() > 1;
    }

    /** How many records came out. */
    public int size() {
        return outputs.values().stream().mapToInt(List::size).sum();
    }
}
