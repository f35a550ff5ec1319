package dev.millrace.cli.migrate;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Walks a project, rewrites its sources and tells a listener about each file. */
final class Migration {

    /** Told about each file with something to tell, in the order of the walk. */
    interface Listener {

        /** A source was rewritten (or would have been). */
        void rewritten(Path file, int names);

        /** Somebody has to look at a line. */
        void found(Path file, Finding finding);
    }

    private static final Set<String> SOURCES = Set.of("java", "kt", "groovy");
    private static final Pattern BUILDS = Pattern.compile("pom\\.xml|.*\\.gradle(\\.kts)?|.*\\.versions\\.toml");
    private static final Set<String> SETTINGS = Set.of("properties", "yml", "yaml", "conf", "xml", "scala", "kts");
    private static final Set<String> NOT_ENTERED = Set.of("target", "build", "out", "bin", "node_modules");
    private static final Pattern DEPENDENCY = Pattern.compile("\\bkafka-streams(?:-test-utils|-scala)?\\b");
    private static final Pattern COORDINATES =
            Pattern.compile("\\borg\\.apache\\.kafka:kafka-streams(?:-test-utils|-scala)?\\b");
    private static final String DEPENDENCY_ADVICE =
            "the dependency: use dev.millrace:millrace-streams-runtime, and millrace-streams-test in tests";
    private static final Pattern MODULE = Pattern.compile("requires\\s+(?:transitive\\s+)?kafka\\.streams");
    private static final Pattern NAME =
            Pattern.compile("org\\.apache\\.kafka\\.streams(?:\\.[A-Za-z_][\\w$]*)*(?![\\w$])");
    private static final Pattern SPRING = Pattern.compile("spring\\.kafka\\.streams(?=\\.|:)");
    private static final String SPRING_ADVICE =
            "Spring Boot's settings of Kafka Streams: give them to the MillraceStreams bean";
    private static final Pattern YAML_KEY = Pattern.compile("^( *)([\\w.-]+):.*");

    private final Path root;
    private final boolean dryRun;
    private final Listener listener;

    /**
     * A migration to be run.
     *
     * @param root the project's directory
     * @param dryRun whether files stay as they are
     * @param listener told what is done
     */
    Migration(Path root, boolean dryRun, Listener listener) {
        this.root = root;
        this.dryRun = dryRun;
        this.listener = listener;
    }

    /** Runs it. A file is replaced as a whole or not at all. */
    void run() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = nameOf(directory);
                boolean hidden = name.startsWith(".") && name.length() > 1 && !name.equals("..");
                return !directory.equals(root) && (hidden || NOT_ENTERED.contains(name))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    visit(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void visit(Path file) throws IOException {
        String name = nameOf(file);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        if (BUILDS.matcher(name).matches()) {
            report(file, DEPENDENCY, DEPENDENCY_ADVICE);
        } else if (name.equals("module-info.java")) {
            report(file, MODULE, "Millrace is used from the class path: remove it, with the module-info if need be");
        } else if (SOURCES.contains(extension)) {
            rewrite(file);
            report(file, COORDINATES, DEPENDENCY_ADVICE);
        } else if (SETTINGS.contains(extension)) {
            report(file, NAME, Migration::counterpart);
            report(file, COORDINATES, DEPENDENCY_ADVICE);
            report(file, SPRING, SPRING_ADVICE);
            if (extension.equals("yml") || extension.equals("yaml")) {
                reportNested(file);
            }
        }
    }

    private void rewrite(Path file) throws IOException {
        String source;
        try {
            source = Files.readString(file);
        } catch (MalformedInputException e) {
            listener.found(relative(file), new Finding(1, nameOf(file), "is not UTF-8: convert it and run this again"));
            return;
        }
        SourceRewrite.Result result = SourceRewrite.of(source, nameOf(file).endsWith(".kt"));
        if (result.names() > 0) {
            if (!dryRun) {
                replace(file, result.text());
            }
            listener.rewritten(relative(file), result.names());
        }
        result.findings().forEach(finding -> listener.found(relative(file), finding));
    }

    private static void replace(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(nameOf(file) + ".millrace-migrate");
        try {
            Files.copy(file, beside, StandardCopyOption.COPY_ATTRIBUTES);
            Files.writeString(beside, text);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static String counterpart(String name) {
        return name.contains(".streams.scala")
                ? "Millrace has no DSL for Scala of its own: use the one for Java, dev.millrace.streams"
                : StreamsNames.renamed(name)
                        .map(found -> "write " + found)
                        .orElseGet(() -> StreamsNames.whyMissing(name));
    }

    private void report(Path file, Pattern pattern, String advice) throws IOException {
        report(file, pattern, found -> advice);
    }

    private void report(Path file, Pattern pattern, UnaryOperator<String> advice) throws IOException {
        List<String> lines = linesOf(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = pattern.matcher(lines.get(i));
            while (matcher.find()) {
                String what = matcher.group();
                listener.found(relative(file), new Finding(i + 1, what, advice.apply(what)));
            }
        }
    }

    /** Finds {@code streams} within {@code kafka} within {@code spring}, each on a line of its own. */
    private void reportNested(Path file) throws IOException {
        ArrayDeque<Matcher> above = new ArrayDeque<>();
        List<String> lines = linesOf(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher key = YAML_KEY.matcher(lines.get(i));
            if (key.matches()) {
                above.removeIf(outer -> outer.group(1).length() >= key.group(1).length());
                above.addLast(key);
                String path = above.stream().map(outer -> outer.group(2)).collect(Collectors.joining("."));
                if (path.equals("spring.kafka.streams") && above.size() > 1) {
                    listener.found(relative(file), new Finding(i + 1, path, SPRING_ADVICE));
                }
            }
        }
    }

    private static List<String> linesOf(Path file) throws IOException {
        return Arrays.asList(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\\R", -1));
    }

    private Path relative(Path file) {
        return root.relativize(file);
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
