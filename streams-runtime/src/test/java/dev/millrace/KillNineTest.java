package dev.millrace;

import static dev.millrace.Playground.latest;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that counts words, exactly once, is killed with SIGKILL again and again; in the end each word counts once.
 */
class KillNineTest {

    @TempDir
    Path directory;

    @Test
    void case11_eachWordCountsOnceThoughTheProgramIsKilled() throws Exception {
        killAndCount(1, 4, 40_000);
    }

    @Test
    @Tag("nightly")
    void case11_fiftyKills() throws Exception {
        killAndCount(2, 50, 300_000);
    }

    private void killAndCount(long seed, int kills, int lines) throws Exception {
        Random random = new Random(seed);
        try (Playground playground = new Playground(directory)) {
            playground.createTopics(1, "lines");
            playground.createTopics(4, "words", "counts");
        }
        for (int kill = 0; kill < kills; kill++) {
            if (kill % 5 == 0) {
                System.out.println("KillNineTest: seed " + seed + ", kill " + kill);
            }
            liveAndDie(lines, random.nextInt(600));
        }

        try (Playground playground = new Playground(directory)) {
            KilledProgram.write(playground.log(), lines);
            Map<String, Long> expected = new HashMap<>();
            for (int n = 0; n < lines; n++) {
                List.of(KilledProgram.line(n).split(" ")).forEach(word -> expected.merge(word, 1L, Long::sum));
            }
            try (MillraceStreams streams = playground.start(WordCount.topology(), KilledProgram.config(directory))) {
                List<ConsumerRecord<String, Long>> records = playground.awaitRecords(
                        "counts", new LongDeserializer(), found -> latest(found).equals(expected));
                Map<String, Long> last = new HashMap<>();
                for (ConsumerRecord<String, Long> record : records) {
                    assertThat(record.value())
                            .as("seed %d: count of %s at %d", seed, record.key(), record.offset())
                            .isEqualTo(last.getOrDefault(record.key(), 0L) + 1);
                    last.put(record.key(), record.value());
                }
            }
        }
    }

    /** Starts the program, lets it work for a while after it said that it has started, and kills it. */
    private void liveAndDie(int lines, int lifeMs) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledProgram.class.getName(),
                        directory.toString(),
                        String.valueOf(lines))
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.equals("started")) {
                said.append(line).append('\n');
                line = output.readLine();
            }
            assertThat(line).as("the program said: %s", said).isEqualTo("started");
            process.waitFor(lifeMs, TimeUnit.MILLISECONDS);
            assertThat(process.isAlive())
                    .as("the program goes on until it is killed")
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
