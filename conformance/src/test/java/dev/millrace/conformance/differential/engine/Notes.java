package dev.millrace.conformance.differential.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What verbs without an output topic have seen: peek and foreach in memory, print in files. */
final class Notes {

    private static final Path DIRECTORY =
            Path.of("target", "printed-" + ProcessHandle.current().pid());

    private final Map<String, List<String>> lines = new TreeMap<>();
    private final Map<String, Path> files = new TreeMap<>();

    void add(String verb, Object key, Object value) {
        lines.computeIfAbsent(verb, any -> new ArrayList<>()).add(Functions.text(key) + "=" + Functions.text(value));
    }

    /** A new file for a verb to print to. */
    String file(String verb) {
        try {
            Files.createDirectories(DIRECTORY);
            Path file = Files.createTempFile(DIRECTORY, verb, ".txt");
            files.put(verb, file);
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("No file to print to in " + DIRECTORY, e);
        }
    }

    /** All of it, by verb, once the driver is closed; deletes the files. */
    Map<String, List<String>> collect() {
        Map<String, List<String>> all = new TreeMap<>(lines);
        files.forEach((verb, file) -> {
            try {
                all.put(verb, Files.readAllLines(file));
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read what was printed to " + file, e);
            }
        });
        return all;
    }
}
