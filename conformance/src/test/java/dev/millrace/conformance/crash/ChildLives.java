package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.LocalBroker;
import dev.millrace.conformance.crash.HistoryChecker.Outcome;
import dev.millrace.conformance.crash.HistoryChecker.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The lives of a child process that works on one directory and says what it does, and what it was told. Each life ends
 * by force; what was said in all of them is the history that is checked. The child is {@link KilledProcess}.
 */
public final class ChildLives {
    private final Path directory;
    private final HistoryChecker checker = new HistoryChecker();
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> committing = new HashSet<>();
    private int mostAtOnce;
    private int lives;

    public ChildLives(Path directory) {
        this.directory = directory;
    }

    /** Starts the child, and ends it after some lines. */
    public void live(int lines, ChildProcess.Ending ending) throws IOException, InterruptedException {
        new ChildProcess(KilledProcess.class, directory.toString(), newLife())
                .live(lines, ending, line -> note(line.split(" ")));
    }

    /** The same in a thread of this process. */
    public void liveHere(int lines, ChildProcess.Ending cut) throws IOException, InterruptedException {
        String life = newLife();
        ThreadLife.live(
                voice -> new KilledProcess(life, voice).run(directory), lines, cut, line -> note(line.split(" ")));
    }

    private String newLife() {
        committing.clear();
        return "life" + lives++;
    }

    /**
     * One line of the child, which may have been cut short by its end. Of a life in this process, by any of its
     * threads.
     */
    private synchronized void note(String[] words) {
        if (!words[words.length - 1].equals(".")) {
            return;
        }
        switch (words[0]) {
            case "begin" -> checker.begin(words[1], words[2]);
            case "write" -> checker.write(words[1], KilledProcess.partition(Integer.parseInt(words[2])), words[3]);
            case "committing" -> {
                checker.end(words[1], Outcome.UNKNOWN);
                committing.add(words[1]);
                mostAtOnce = Math.max(mostAtOnce, committing.size());
            }
            case "ok" -> {
                committing.remove(words[1]);
                checker.end(words[1], Outcome.OK);
                acknowledged.add(words[1]);
            }
            case "read" ->
                checker.read(
                        words[1],
                        KilledProcess.partition(Integer.parseInt(words[2])),
                        Long.parseLong(words[3]),
                        words[4]);
            case "aborting" -> checker.end(words[1], Outcome.FAILED);
            default -> throw new AssertionError("The child said " + String.join(" ", words));
        }
    }

    /** Opens the directory, reads all that is there, and compares. */
    public void check(String where) {
        assertThat(acknowledged)
                .as("units that were acknowledged in %d lives", lives)
                .hasSizeGreaterThan(lives);
        assertThat(mostAtOnce).as("commits under way at once").isGreaterThan(1);
        Map<String, Object> config = Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest");
        try (LocalBroker broker = LocalBroker.open(directory, Map.of());
                Consumer<String, String> consumer =
                        broker.consumer(config, new StringDeserializer(), new StringDeserializer())) {
            for (int i = 0; i < KilledProcess.PARTITIONS; i++) {
                TopicPartition partition = KilledProcess.partition(i);
                checker.finalRead(partition, readAll(consumer, partition));
            }
        }
        assertThat(checker.check()).as(where).isEmpty();
    }

    private static List<Place> readAll(Consumer<String, String> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        List<Place> places = new ArrayList<>();
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                places.add(new Place(record.offset(), record.value()));
            }
        }
        return places;
    }
}
