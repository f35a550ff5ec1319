package dev.millrace.cli;

import dev.millrace.examples.editwars.EditWarDemo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code millrace demo}: the edit-war radar over a real day of Wikipedia, on an embedded log, exactly once. */
@Command(
        name = "demo",
        description = "Runs the edit-war radar over a real day of Wikipedia edits, on an embedded log, exactly once.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--speed",
            paramLabel = "TIMES",
            description = "replay at this many times real time, for example 900; as fast as possible if not given")
    private @Nullable Double speed;

    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            defaultValue = "millrace-demo",
            description = "where the log and the state live (default: ./${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path logDir;

    @Option(names = "--keep", description = "continue what the directory holds; without it the demo begins anew")
    private boolean keep;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "read these JSON lines (plain or gzip) instead of the Wikipedia day")
    private @Nullable Path input;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "stream threads (default: ${DEFAULT-VALUE})")
    private int threads;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    private final long startNanos;

    /** A command of a process that began its work at this time, by {@link System#nanoTime()}. */
    DemoCommand(long startNanos) {
        this.startNanos = startNanos;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        DemoDirectory.prepare(logDir, keep);
        PrintWriter out = spec.commandLine().getOut();
        try (DemoScreen screen = new DemoScreen(out, spec.commandLine().getErr())) {
            EditWarDemo.Settings settings = new EditWarDemo.Settings(logDir, input, speed == null ? 0 : speed, threads);
            EditWarDemo.Result result = new EditWarDemo(settings, screen).run(startNanos);
            screen.close();
            DemoReport.print(result, logDir, out);
        }
        return CommandLine.ExitCode.OK;
    }

    private void check() {
        if (speed != null && !(speed > 0 && speed <= 1_000_000)) {
            throw wrong("--speed takes a number above 0, for example 900; not " + speed);
        }
        if (threads < 1 || threads > 64) {
            throw wrong("--threads takes a number from 1 to 64; not " + threads);
        }
        if (input != null && !Files.isReadable(input)) {
            throw wrong("--input names " + input + ", which "
                    + (Files.exists(input) ? "cannot be read" : "does not exist"));
        }
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
