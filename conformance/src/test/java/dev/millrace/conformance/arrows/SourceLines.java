package dev.millrace.conformance.arrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The lines of a source file, by their look: Spotless lays every file out in one way, so a block ends at the first
 * closing brace that stands under the beginning of its header.
 */
record SourceLines(List<String> all) {

    private static final Pattern NOT_CODE = Pattern.compile("\\s*(//.*|/?\\*.*|(import|package) .*)?");
    private static final Pattern HEADER_OF_A_METHOD = Pattern.compile(" {4,}[\\w@<].*\\(.*");
    private static final Pattern NOT_A_METHOD =
            Pattern.compile(".*(\\b(class|interface|record|enum|if|for|while|switch|try|new|return)\\b|->|=|;$).*");

    /** A method with its header, as many lines as it has. */
    record Method(String header, int lines) {}

    static SourceLines of(Path file) {
        try {
            return new SourceLines(Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is neither blank, comment, import nor the name of the package. */
    List<String> code() {
        return all.stream().filter(line -> !NOT_CODE.matcher(line).matches()).toList();
    }

    List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String line = all.get(i);
            if (HEADER_OF_A_METHOD.matcher(line).matches()
                    && !NOT_A_METHOD.matcher(line).matches()) {
                int end = endOf(i);
                if (end > i) {
                    methods.add(new Method(line.strip(), end - i + 1));
                    i = end;
                }
            }
        }
        return methods;
    }

    private int endOf(int header) {
        String end = " ".repeat(indentOf(all.get(header))) + "}";
        for (int i = header + 1; i < all.size(); i++) {
            String line = all.get(i);
            if (line.equals(end)) {
                return i;
            }
            if (!line.isBlank() && indentOf(line) <= end.length() - 1) {
                return -1; // the next member: this one has no body
            }
        }
        return -1;
    }

    private static int indentOf(String line) {
        return line.length() - line.stripLeading().length();
    }
}
