package dev.millrace.conformance.differential.engine;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of {@code describe()} without what depends on the hash of a name or on the run. */
final class Description {

    private static final Pattern LAMBDA = Pattern.compile("\\$\\$Lambda[^)]*");
    private static final Pattern LIST = Pattern.compile("(stores: \\[|topics: \\[|--> |<-- )([^\\]\n]*)");

    private Description() {}

    /** Lists of stores, topics, parents and children are sorted; Kafka Streams has them in the order of a hash set. */
    static String canonical(String description) {
        Matcher lists = LIST.matcher(LAMBDA.matcher(description).replaceAll("a lambda"));
        return lists.replaceAll(list -> Matcher.quoteReplacement(list.group(1) + sorted(list.group(2))));
    }

    private static String sorted(String names) {
        return Arrays.stream(names.split(", ")).sorted().collect(Collectors.joining(", "));
    }
}
