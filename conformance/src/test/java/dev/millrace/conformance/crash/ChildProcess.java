package dev.millrace.conformance.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A class of the tests in a process of its own: it says what it does, a line each, and lives until it is ended by
 * force.
 */
public final class ChildProcess {
    private static final int LAST_ERRORS_BYTES = 4_000;

    private final Class<?> main;
    private final List<String> arguments;

    /** Not started yet. */
    public ChildProcess(Class<?> main, String... arguments) {
        this.main = main;
        this.arguments = List.of(arguments);
    }

    /** How a life ends: before the child is killed, once it has said enough. */
    public interface Ending {
        /** Nothing but the kill. */
        Ending KILL = () -> {};

        void end() throws IOException;
    }

    /**
     * Starts it, and ends it once it has said so many lines.
     *
     * @param listener hears all that it says, also what it says while it is being ended
     * @throws AssertionError if it ended by itself; with what it wrote to its error output
     */
    public void live(int lines, Ending ending, Consumer<String> listener) throws IOException, InterruptedException {
        live(lines, line -> true, ending, listener);
    }

    /** The same, of lines of a kind: others do not count. */
    public void live(int lines, Predicate<String> counted, Ending ending, Consumer<String> listener)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile("child", ".err");
        Process child =
                new ProcessBuilder(command()).redirectError(errors.toFile()).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int said = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                listener.accept(line);
                if (!counted.test(line)) {
                    continue;
                }
                said++;
                if (said == lines) {
                    ending.end();
                    child.toHandle()
                            .destroyForcibly(); // unlike that of Process, it leaves the pipe to be read to its end
                }
            }
            if (said < lines) {
                throw new AssertionError(main.getSimpleName() + " " + arguments + " ended by itself with status "
                        + child.waitFor() + " after " + said + " of " + lines + " lines:\n" + lastOf(errors));
            }
        } finally {
            child.destroyForcibly().waitFor();
            Files.delete(errors);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return command;
    }

    private static String lastOf(Path errors) throws IOException {
        String all = Files.readString(errors);
        return all.substring(Math.max(0, all.length() - LAST_ERRORS_BYTES));
    }
}
