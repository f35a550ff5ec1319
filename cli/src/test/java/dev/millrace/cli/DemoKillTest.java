package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo in a JVM of its own, killed with SIGKILL at random moments and started again with {@code --keep} until it is
 * through: what it has committed is what a run without a kill commits, record for record, each once.
 */
class DemoKillTest {

    private static final int KILLS = Integer.getInteger("millrace.demo.kills", 50);
    private static final long SEED = Long.getLong("millrace.seed", 20150912L);

    private static final int KILLS_A_ROUND = 10;

    /** The day in some seconds, so that there is a middle to kill it in. */
    private static final String SPEED = "40000";

    private static final int LONGEST_MS = 2_000;

    @TempDir
    Path directory;

    @Test
    @Timeout(600) // more than fifty starts of the demo
    void committedOutputIsThatOfARunWithoutAKill() throws Exception {
        Path reference = directory.resolve("reference");
        assertThat(finish(start(reference))).isZero();
        Map<String, List<String>> expected = CommittedOutput.of(reference);
        assertThat(expected).isNotEmpty();

        Random random = new Random(SEED);
        int kills = 0;
        for (int round = 0; kills < KILLS; round++) {
            Path killed = directory.resolve("killed-" + round);
            int killsBefore = kills;
            while (kills < KILLS
                    && kills - killsBefore < KILLS_A_ROUND
                    && killAfter(start(killed), 1 + random.nextInt(LONGEST_MS))) {
                kills++;
            }
            assertThat(finish(start(killed)))
                    .as("seed %d, round %d", SEED, round)
                    .isZero();
            assertThat(CommittedOutput.of(killed))
                    .as("seed %d, round %d, after %d kills", SEED, round, kills - killsBefore)
                    .isEqualTo(expected);
        }
    }

    private Process start(Path logDir) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Millrace.class.getName(),
                "demo",
                "--keep",
                "--speed",
                SPEED,
                "--log-dir",
                logDir.toString()));
        File output = Files.createTempFile(directory, "demo", ".txt").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }

    /** Kills the process after a time; false if it was through before. */
    private static boolean killAfter(Process process, long delayMs) throws InterruptedException {
        if (process.waitFor(delayMs, TimeUnit.MILLISECONDS)) {
            assertThat(process.exitValue()).isZero();
            return false;
        }
        process.destroyForcibly().waitFor();
        return true;
    }

    private static int finish(Process process) throws InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES))
                .as("the demo comes to its end")
                .isTrue();
        return process.exitValue();
    }
}
