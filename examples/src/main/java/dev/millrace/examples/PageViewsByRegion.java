package dev.millrace.examples;

import dev.millrace.json.JsonSerde;
import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.TimeWindows;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * How many pages each region has looked at in the last five minutes, anew every minute: page views, keyed by the user,
 * meet the table of users and are counted by region in hopping windows. A user without a profile counts as
 * {@code UNKNOWN}.
 */
public final class PageViewsByRegion {

    /** User to {@link PageView}, as JSON. */
    public static final String VIEWS = "page-views";

    /** User to {@link UserProfile}, as JSON. */
    public static final String PROFILES = "user-profiles";

    /** Region, {@code @} and the window's first millisecond to the number of views so far. */
    public static final String VIEWS_BY_REGION = "page-views-by-region";

    private static final Serde<String> STRING = Serdes.String();
    private static final Serde<PageView> VIEW = new JsonSerde<>(PageView.class);
    private static final Serde<UserProfile> PROFILE = new JsonSerde<>(UserProfile.class);

    private PageViewsByRegion() {}

    /**
     * Somebody looked at a page.
     *
     * @param page its name
     */
    public record PageView(String page) {}

    /**
     * What is known of a user.
     *
     * @param region where they live
     */
    public record UserProfile(String region) {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, UserProfile> profiles = builder.table(PROFILES, Consumed.with(STRING, PROFILE));
        builder.stream(VIEWS, Consumed.with(STRING, VIEW))
                .leftJoin(
                        profiles,
                        (view, profile) -> profile == null ? "UNKNOWN" : profile.region(),
                        Joined.with(STRING, VIEW, PROFILE))
                .groupBy((user, region) -> region, Grouped.with(STRING, STRING))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(5)).advanceBy(Duration.ofMinutes(1)))
                .count(Materialized.as("views-by-region"))
                .toStream()
                .map((region, views) ->
                        KeyValue.pair(region.key() + '@' + region.window().start(), views))
                .to(VIEWS_BY_REGION, Produced.with(STRING, Serdes.Long()));
        return builder.build();
    }

    /**
     * Sends some views of three users and prints the counts.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("page-views", topology(), VIEWS, PROFILES, VIEWS_BY_REGION)) {
            run.send(PROFILES, "ann", new UserProfile("Europe"), STRING, PROFILE, 0);
            run.send(PROFILES, "bob", new UserProfile("Asia"), STRING, PROFILE, 0);
            for (int second = 1; second < 120; second += 30) {
                run.send(VIEWS, "ann", new PageView("index.html"), STRING, VIEW, second * 1000L);
                run.send(VIEWS, "bob", new PageView("news.html"), STRING, VIEW, second * 1000L);
            }
            run.send(VIEWS, "cleo", new PageView("index.html"), STRING, VIEW, 120_000);
            run.print(VIEWS_BY_REGION, STRING, Serdes.Long());
        }
    }
}
