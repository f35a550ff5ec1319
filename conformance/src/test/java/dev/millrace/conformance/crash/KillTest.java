package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.LocalBroker;
import dev.millrace.conformance.crash.HistoryChecker.Outcome;
import dev.millrace.conformance.crash.HistoryChecker.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process on a real disk, killed with kill -9 at random points: what it was told is durable is there, each record once,
 * each transaction whole. The child is {@link KilledProcess}; what it says it did is the history that is checked.
 */
class KillTest {
    @TempDir
    private Path directory;

    @Test
    void case01_aKilledProcessLosesNothingAcknowledgedAndLeavesNoHalfTransactions() throws Exception {
        killAndCheck(1, 4);
    }

    @Test
    @Tag("nightly")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void case01_fiftyKills() throws Exception {
        killAndCheck(2, 50);
    }

    private void killAndCheck(long seed, int kills) throws Exception {
        Random random = new Random(seed);
        HistoryChecker checker = new HistoryChecker();
        Set<String> acknowledged = new HashSet<>();
        for (int life = 0; life < kills; life++) {
            live(life, random.nextInt(400), checker, acknowledged);
        }
        assertThat(acknowledged)
                .as("units that were acknowledged in %d lives", kills)
                .hasSizeGreaterThan(kills);
        readEverything(checker);
        assertThat(checker.check()).as("seed %d, %d kills", seed, kills).isEmpty();
    }

    private void live(int life, int lines, HistoryChecker checker, Set<String> acknowledged) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        directory.toString(),
                        "life" + life)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int left = lines;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                note(line.split(" "), checker, acknowledged);
                if (left-- == 0) {
                    child.toHandle()
                            .destroyForcibly(); // unlike that of Process, it leaves the pipe to be read to its end
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** One line of the child, which may have been cut short by its end. */
    private static void note(String[] words, HistoryChecker checker, Set<String> acknowledged) {
        if (!words[words.length - 1].equals(".")) {
            return;
        }
        switch (words[0]) {
            case "begin" -> checker.begin(words[1], words[2]);
            case "write" -> checker.write(words[1], KilledProcess.partition(Integer.parseInt(words[2])), words[3]);
            case "committing" -> checker.end(words[1], Outcome.UNKNOWN);
            case "ok" -> {
                checker.end(words[1], Outcome.OK);
                acknowledged.add(words[1]);
            }
            case "aborting" -> checker.end(words[1], Outcome.FAILED);
            default -> throw new AssertionError("The child said " + String.join(" ", words));
        }
    }

    private void readEverything(HistoryChecker checker) throws IOException {
        Map<String, Object> config = Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest");
        try (LocalBroker broker = LocalBroker.open(directory, Map.of());
                Consumer<String, String> consumer =
                        broker.consumer(config, new StringDeserializer(), new StringDeserializer())) {
            for (int i = 0; i < KilledProcess.PARTITIONS; i++) {
                TopicPartition partition = KilledProcess.partition(i);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                List<Place> places = new ArrayList<>();
                while (consumer.position(partition) < end) {
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                        places.add(new Place(record.offset(), record.value()));
                    }
                }
                checker.finalRead(partition, places);
            }
        }
    }
}
