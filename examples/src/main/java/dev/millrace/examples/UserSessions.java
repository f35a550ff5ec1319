package dev.millrace.examples;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.SessionWindows;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * How often each user played something in one sitting, which ends after half an hour without a play. A play between two
 * sittings that it makes one merges them: both are withdrawn (null) and the merged one is counted.
 */
public final class UserSessions {

    /** User to what was played. */
    public static final String PLAYS = "play-events";

    /**
     * User, {@code @}, first and last millisecond of the sitting to the plays in it; null if it is no sitting any more.
     */
    public static final String SESSIONS = "play-sessions";

    private static final Serde<String> STRING = Serdes.String();

    private UserSessions() {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(PLAYS, Consumed.with(STRING, STRING))
                .groupByKey(Grouped.with(STRING, STRING))
                .windowedBy(SessionWindows.ofInactivityGapAndGrace(Duration.ofMinutes(30), Duration.ofMinutes(5)))
                .count(Materialized.as("play-sessions-by-user"))
                .toStream()
                .map((user, plays) -> KeyValue.pair(
                        user.key()
                                + '@'
                                + user.window().start()
                                + '-'
                                + user.window().end(),
                        plays))
                .to(SESSIONS, Produced.with(STRING, Serdes.Long()));
        return builder.build();
    }

    /**
     * Sends the plays of two users and prints their sittings.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("user-sessions", topology(), PLAYS, SESSIONS)) {
            for (int minute : new int[] {0, 20, 45, 120, 130}) {
                run.send(PLAYS, "ann", "a song", STRING, STRING, minute * 60_000L);
            }
            run.send(PLAYS, "bob", "a song", STRING, STRING, 131 * 60_000L);
            run.print(SESSIONS, STRING, Serdes.Long());
        }
    }
}
