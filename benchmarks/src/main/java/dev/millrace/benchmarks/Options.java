package dev.millrace.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options of a benchmark's command line: pairs of a name and a value, such as {@code --records 3000000}. */
final class Options {

    private final Map<String, String> values = new HashMap<>();
    private final List<String> known;

    private Options(List<String> known) {
        this.known = known;
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if a name is not among those that are known, or has no value
     */
    static Options of(String[] args, String... known) {
        Options options = new Options(List.of(known));
        for (int i = 0; i < args.length; i += 2) {
            if (!options.known.contains(args[i])) {
                throw new IllegalArgumentException("Unknown option '" + args[i] + "'; known are " + options.known);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("The option " + args[i] + " needs a value");
            }
            options.values.put(args[i], args[i + 1]);
        }
        return options;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) {
        if (!known.contains(name)) {
            throw new IllegalStateException(name + " is not among the known options " + known);
        }
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    /** The same command line, to be handed to a child. */
    List<String> asArguments() {
        List<String> arguments = new ArrayList<>();
        values.forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
        return arguments;
    }
}
