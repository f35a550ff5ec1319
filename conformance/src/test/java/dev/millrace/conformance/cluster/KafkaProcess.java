package dev.millrace.conformance.cluster;

import dev.millrace.benchmarks.KafkaBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker of Apache Kafka in a process of its own, as users have it: what it opens, starts and allocates is not seen
 * by the tests that audit their own process. It ends with its input, so it does not outlive the tests, however they
 * end.
 */
final class KafkaProcess implements AutoCloseable {

    private static final String LISTENING = "listening ";

    private final Process process;
    private final String bootstrapServers;

    /**
     * Starts one, and waits until it listens.
     *
     * @param directory where it keeps its files; must exist
     * @param settings of the broker, beside those that one node needs
     */
    KafkaProcess(Path directory, Map<String, String> settings) throws IOException {
        Path errors = directory.resolve("errors.txt");
        process = new ProcessBuilder(command(directory, settings))
                .redirectError(errors.toFile())
                .start();
        bootstrapServers = listening(errors);
    }

    private static List<String> command(Path directory, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dmillrace.log=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaProcess.class.getName(),
                directory.toString()));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        return command;
    }

    private String listening(Path errors) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(LISTENING)) {
                return line.substring(LISTENING.length());
            }
        }
        throw new IllegalStateException("Kafka did not start:\n" + Files.readString(errors));
    }

    /** Where it listens, as {@code bootstrap.servers} wants it. */
    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Ends it by force: nobody reads its files again. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Arguments: the directory, and settings as {@code key=value}. */
    public static void main(String[] args) throws Exception {
        PrintStream toParent = System.out;
        System.setOut(System.err); // into a file: nobody reads on where the broker says that it listens
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "controller.socket.timeout.ms", "3000"); // what gets lost while both parts start is asked for again
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            settings.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        KafkaBroker broker = new KafkaBroker(Path.of(args[0]), settings);
        toParent.println(LISTENING + broker.bootstrapServers());
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0);
    }
}
