package dev.millrace.examples;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** How often each word has been seen in lines of text: the smallest program with state. */
public final class WordCount {

    /** Lines of text; the key does not matter. */
    public static final String LINES = "lines";

    /** Word to its count so far. */
    public static final String COUNTS = "word-counts";

    private static final Serde<String> STRING = Serdes.String();

    private WordCount() {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(LINES, Consumed.with(STRING, STRING))
                .flatMapValues(
                        line -> Arrays.asList(line.toLowerCase(Locale.ROOT).split("\\W+")))
                .filter((key, word) -> !word.isEmpty())
                .groupBy((key, word) -> word, Grouped.with(STRING, STRING))
                .count(Materialized.as("counts"))
                .toStream()
                .to(COUNTS, Produced.with(STRING, Serdes.Long()));
        return builder.build();
    }

    /**
     * Counts the words of the given text and prints each count as it changes.
     *
     * @param args lines of text; a proverb if there are none
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        String[] lines = args.length > 0 ? args : new String[] {"the mill cannot grind", "with the water that is past"};
        try (EmbeddedRun run = EmbeddedRun.of("word-count", topology(), LINES, COUNTS)) {
            for (String line : lines) {
                run.send(LINES, null, line, STRING, STRING);
            }
            run.print(COUNTS, STRING, Serdes.Long());
        }
    }
}
