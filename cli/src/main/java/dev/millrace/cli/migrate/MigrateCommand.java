package dev.millrace.cli.migrate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code millrace migrate DIR}: rewrites the imports of a Kafka Streams project and says what it could not decide. */
@Command(
        name = "migrate",
        description =
                "Rewrites the imports of a Kafka Streams project (Java, Kotlin, Groovy) and says what it could not decide.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class MigrateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "the project; target, build and hidden directories are not entered")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Option(names = "--dry-run", description = "change nothing, only say what would be done")
    private boolean dryRun;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    /** For picocli. */
    public MigrateCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + directory + "' is no directory; give the directory of the project to migrate");
        }
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(out);
        new Migration(directory, dryRun, progress).run();
        progress.conclude(dryRun);
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    /** Prints each file at once, and what is left to a person at the end. */
    private static final class Progress implements Migration.Listener {

        private final PrintWriter out;
        private final Map<Path, List<String>> undecided = new TreeMap<>();
        private int files;
        private int names;

        Progress(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void rewritten(Path file, int count) {
            out.printf("%s: %d %s%n", file, count, count == 1 ? "name" : "names");
            files++;
            names += count;
        }

        @Override
        public void found(Path file, Finding finding) {
            undecided
                    .computeIfAbsent(file, first -> new ArrayList<>())
                    .add(file + ":" + finding.line() + ": " + finding.what() + ": " + finding.advice());
        }

        void conclude(boolean dryRun) {
            if (files == 0 && undecided.isEmpty()) {
                out.println("Nothing here names Kafka Streams.");
                return;
            }
            out.printf("%s %d names in %d files.%n", dryRun ? "Would replace" : "Replaced", names, files);
            if (!undecided.isEmpty()) {
                List<String> lines =
                        undecided.values().stream().flatMap(List::stream).toList();
                out.printf("%nLeft to you, %d:%n", lines.size());
                lines.forEach(line -> out.println("  " + line));
            }
            out.printf("%nNext: compile. What was deprecated in Kafka Streams 4.3 is not in Millrace; "
                    + "docs/migrating-from-kafka-streams.md says what to use instead.%n");
        }
    }
}
