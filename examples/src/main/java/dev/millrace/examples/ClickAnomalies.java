package dev.millrace.examples;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.TimeWindows;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Users who click three times or more within a minute of the clock: people seldom do. */
public final class ClickAnomalies {

    /** Anything to a user: one click. */
    public static final String CLICKS = "user-clicks";

    /** User to the number of clicks in the minute, each time it grows from three on. */
    public static final String ANOMALOUS = "anomalous-users";

    private static final Serde<String> STRING = Serdes.String();
    private static final long SUSPICIOUS_CLICKS = 3;

    private ClickAnomalies() {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(CLICKS, Consumed.with(STRING, STRING))
                .groupBy((ignored, user) -> user, Grouped.with(STRING, STRING))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(1)))
                .count(Materialized.as("clicks-a-minute"))
                .filter((user, clicks) -> clicks >= SUSPICIOUS_CLICKS)
                .toStream()
                .filter((user, clicks) -> clicks != null)
                .selectKey((user, clicks) -> user.key())
                .to(ANOMALOUS, Produced.with(STRING, Serdes.Long()));
        return builder.build();
    }

    /**
     * Sends the clicks of a person and of a program, and prints who is suspicious.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("click-anomalies", topology(), CLICKS, ANOMALOUS)) {
            for (int second = 0; second < 120; second += 6) {
                if (second % 30 == 0) {
                    run.send(CLICKS, null, "ann", STRING, STRING, second * 1000L);
                }
                if (second % 12 == 0) {
                    run.send(CLICKS, null, "scraper", STRING, STRING, second * 1000L);
                }
            }
            run.print(ANOMALOUS, STRING, Serdes.Long());
        }
    }
}
