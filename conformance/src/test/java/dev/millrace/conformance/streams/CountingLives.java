package dev.millrace.conformance.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.MillraceStreams;
import dev.millrace.conformance.crash.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** The lives of a {@link CountingProcess}, and what must be true in each of them and after the last. */
public final class CountingLives {
    /** For counting what is left, on a machine that has other things to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path directory;
    private final String flush;
    private long acknowledged;
    private int batches;
    private int sameStores;

    /**
     * None yet.
     *
     * @param flush the value of {@code log.flush}
     */
    public CountingLives(Path directory, String flush) {
        this.directory = directory;
        this.flush = flush;
    }

    /** A life that ends after it has said some lines, or if it is restoring, in the middle of its next batch. */
    public void live(int lines, ChildProcess.Ending ending, String where) throws IOException, InterruptedException {
        live(Integer.MAX_VALUE, lines, ending, where);
    }

    /**
     * A life that restores some batches and is killed in the middle of the last of them; says whether there were so
     * many.
     */
    boolean liveToRestore(int batchesToRestore, String where) throws IOException, InterruptedException {
        int before = batches;
        live(batchesToRestore, 1 + batchesToRestore, ChildProcess.Ending.KILL, where);
        return batches - before == batchesToRestore;
    }

    /** A life that is killed once each store has been compared with its changelog. */
    void liveToCompare(String where) throws IOException, InterruptedException {
        child(Integer.MAX_VALUE)
                .live(
                        CountingProcess.PARTITIONS,
                        line -> line.startsWith("same "),
                        ChildProcess.Ending.KILL,
                        line -> note(line, where));
    }

    private void live(int batchesToRestore, int lines, ChildProcess.Ending ending, String where)
            throws IOException, InterruptedException {
        child(batchesToRestore).live(lines, ending, line -> note(line, where));
    }

    private ChildProcess child(int batchesToRestore) {
        return new ChildProcess(CountingProcess.class, directory.toString(), flush, Integer.toString(batchesToRestore));
    }

    private void note(String line, String where) {
        String[] words = line.split(" ");
        if (words[0].equals("differs")) {
            throw new AssertionError(where + ": the store is not what its changelog says: " + line);
        }
        if (words.length < 3 || !words[2].equals(".")) {
            return; // cut short by the end
        }
        switch (words[0]) {
            case "found" -> {
                if (flush.equals("commit")) {
                    assertThat(Long.parseLong(words[1])).as("%s: words", where).isGreaterThanOrEqualTo(acknowledged);
                }
            }
            case "restored" -> batches++;
            case "same" -> sameStores++;
            case "words" -> acknowledged = Long.parseLong(words[1]) + 1;
            default -> throw new AssertionError(where + ": it said " + line);
        }
    }

    /** How often a store was found to be the replay of its changelog. */
    public int sameStores() {
        return sameStores;
    }

    /** Counts what is left, in this process, and asserts that each word that is there counted once. */
    public void finish(String where) throws Exception {
        CountingProcess last = new CountingProcess(directory, flush, Integer.MAX_VALUE);
        last.createTopics();
        try (MillraceStreams streams = last.start((what, about) -> note(what + " " + about + " .", where))) {
            Map<String, Long> written = new HashMap<>();
            for (int i = 0; i < CountingProcess.PARTITIONS; i++) {
                last.read(
                        CountingProcess.WORDS,
                        i,
                        new StringDeserializer(),
                        word -> written.merge(word.key(), 1L, Long::sum));
            }
            Awaitility.await(where)
                    .atMost(PATIENCE)
                    .until(() -> counted(last, where).equals(written));
            assertThat(streams.state()).as(where).isEqualTo(MillraceStreams.State.RUNNING);
        } finally {
            last.close();
        }
    }

    /** The last count of each word; each must be one more than the one before. */
    private static Map<String, Long> counted(CountingProcess process, String where) {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < CountingProcess.PARTITIONS; i++) {
            process.read(CountingProcess.COUNTS, i, new LongDeserializer(), count -> {
                assertThat(count.value())
                        .as("%s: count of %s at offset %d", where, count.key(), count.offset())
                        .isEqualTo(counts.merge(count.key(), 1L, Long::sum));
            });
        }
        return counts;
    }
}
