package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.MillraceStreams.State;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.StreamsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with one {@code state.dir} and one {@code application.id}, each with a log of its own. */
class SharedStateDirectoryTest {

    @TempDir
    Path directory;

    /** Runs the word count until it is killed. Arguments: the log's directory, the state's. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            createTopics(Path.of(args[0]));
            new MillraceStreams(WordCount.topology(), config(Path.of(args[0]), Path.of(args[1]))).start();
            System.out.println("started");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static void createTopics(Path log) throws Exception {
        try (Playground playground = new Playground(log)) {
            playground.createTopics(1, "lines", "words", "counts");
        }
    }

    private static Properties config(Path log, Path state) {
        Properties config = KilledProgram.config(log);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return config;
    }

    private Path state() {
        return directory.resolve("state");
    }

    private MillraceStreams here() {
        return new MillraceStreams(WordCount.topology(), config(directory.resolve("log-here"), state()));
    }

    private Process start() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName(),
                        directory.resolve("log-there").toString(),
                        state().toString())
                .redirectErrorStream(true)
                .start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        while (line != null && !line.equals("started")) {
            line = process.inputReader(StandardCharsets.UTF_8).readLine();
        }
        assertThat(line).isEqualTo("started");
        return process;
    }

    @Test
    void case25_theSecondNeitherStartsNorCleansUpUntilTheFirstIsKilled() throws Exception {
        createTopics(directory.resolve("log-here"));
        Process first = start();
        try {
            MillraceStreams second = here();
            assertThatThrownBy(second::cleanUp)
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContaining("process id " + first.pid());
            assertThatThrownBy(second::start)
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContaining("process id " + first.pid())
                    .hasMessageContaining(state().resolve("killed").toString());
            assertThat(second.state()).isEqualTo(State.ERROR);
        } finally {
            first.destroyForcibly().waitFor();
        }
        try (MillraceStreams successor = here()) {
            successor.cleanUp();
            assertThat(state().resolve("killed")).doesNotExist();
            successor.start();
            await().until(() -> successor.state() == State.RUNNING);
        }
    }

    @Test
    void inOneProcessTwoLogsDoNotShareOneStateDirectoryEither() throws Exception {
        Path another = directory.resolve("log-another");
        createTopics(directory.resolve("log-here"));
        createTopics(another);
        try (MillraceStreams first = here();
                MillraceStreams twin = here();
                MillraceStreams second = new MillraceStreams(WordCount.topology(), config(another, state()))) {
            first.start();
            twin.start();
            assertThatThrownBy(second::start)
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContaining(directory.resolve("log-here").toString())
                    .hasMessageContaining(another.toString())
                    .hasMessageContaining("Give each a state.dir or an application.id of its own");
            await().until(() -> first.state() == State.RUNNING && twin.state() == State.RUNNING);
        }
    }

    @Test
    void theGroupMayWriteToTheStateIfItIsAllowedTo() throws Exception {
        Path log = directory.resolve("log");
        createTopics(log);
        Properties config = config(log, state());
        config.put(StreamsConfig.ALLOW_OS_GROUP_WRITE_ACCESS_CONFIG, "true");
        try (MillraceStreams streams = new MillraceStreams(WordCount.topology(), config)) {
            streams.start();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state())))
                    .isEqualTo("rwxrwx---");
        }
    }
}
