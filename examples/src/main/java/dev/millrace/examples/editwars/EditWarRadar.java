package dev.millrace.examples.editwars;

import dev.millrace.json.JsonSerde;
import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Branched;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.Repartitioned;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.StreamJoined;
import dev.millrace.streams.kstream.Suppressed;
import dev.millrace.streams.kstream.Suppressed.BufferConfig;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.Stores;
import dev.millrace.streams.state.WindowStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/** The radar's topology; the package's page draws it. */
public final class EditWarRadar {

    /** How many partitions the streams by page and by user have: what two sub-topologies can share among threads. */
    public static final int PARTITIONS = 4;

    /** Whose progress {@link RadarTopics#PROGRESS} reports: every partition of these parts. */
    static final Map<String, Integer> PARTS = Map.of("pages", PARTITIONS, "editors", PARTITIONS, "rankings", 1);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Serde<String> STRING = Serdes.String();
    private static final Serde<RadarEvent> EVENT = new RadarEventSerde();
    private static final Serde<TopPages> TOP_PAGES = new JsonSerde<>(TopPages.class);

    private final StreamsBuilder builder = new StreamsBuilder();

    private final int partitions;

    private EditWarRadar(int partitions) {
        this.partitions = partitions;
    }

    /**
     * A new topology with {@value #PARTITIONS} partitions by page and by user.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        return topology(PARTITIONS);
    }

    /**
     * A new topology.
     *
     * @param partitions how many partitions the streams by page and by user have; 1 for the test driver, which has no
     *     more
     */
    static Topology topology(int partitions) {
        EditWarRadar radar = new EditWarRadar(partitions);
        KStream<String, RadarEvent> events = radar.events();
        radar.watchPages(radar.repartition(events.selectKey(EditWarRadar::page), "by-page"));
        radar.watchEditors(radar.repartition(events.selectKey(EditWarRadar::user), "by-user"));
        return radar.builder.build();
    }

    /** Reads the feed: unusable lines to the dead letters, edits with their language, a tick when an hour is over. */
    private KStream<String, RadarEvent> events() {
        KTable<String, String> languages =
                builder.table(RadarTopics.LANGUAGES, Consumed.with(STRING, STRING), Materialized.as("languages"));
        Map<String, KStream<String, FeedLine>> feed = builder.stream(RadarTopics.EDITS, Consumed.with(STRING, STRING))
                .processValues(FeedReader::new)
                .split(Named.as("feed-"))
                .branch((channel, line) -> line instanceof FeedLine.Rejected, Branched.as("rejected"))
                .branch((channel, line) -> line instanceof FeedLine.Heartbeat, Branched.as("heartbeat"))
                .defaultBranch(Branched.as("edit"));
        Map<String, KStream<String, FeedLine>> edits = branch(feed, "feed-edit")
                .leftJoin(languages, EditWarRadar::inLanguage, Joined.as("language"))
                .split(Named.as("edit-"))
                .branch((channel, line) -> line instanceof FeedLine.Rejected, Branched.as("rejected"))
                .defaultBranch(Branched.as("known"));

        branch(feed, "feed-rejected")
                .merge(branch(edits, "edit-rejected"))
                .processValues(DeadLetters::new)
                .to(RadarTopics.DEAD_LETTERS, Produced.with(STRING, STRING));

        builder.addStateStore(store(HourTicks.STORE, STRING, Serdes.Long()));
        return branch(edits, "edit-known")
                .<RadarEvent>mapValues(line -> ((FeedLine.Edited) line).edit())
                .merge(branch(feed, "feed-heartbeat").mapValues(line -> new Tick(((FeedLine.Heartbeat) line).timeMs())))
                .process(HourTicks::new, HourTicks.STORE);
    }

    private static FeedLine inLanguage(FeedLine line, String language) {
        FeedLine.Edited edited = (FeedLine.Edited) line;
        return language == null
                ? new FeedLine.Rejected("unknown channel: " + edited.edit().channel(), edited.json())
                : new FeedLine.Edited(edited.edit().inLanguage(language), edited.json());
    }

    private KStream<String, RadarEvent> repartition(KStream<String, RadarEvent> events, String name) {
        return events.repartition(Repartitioned.<String, RadarEvent>as(name)
                .withKeySerde(STRING)
                .withValueSerde(EVENT)
                .withNumberOfPartitions(partitions)
                .withStreamPartitioner(new EveryPartitionHearsTicks()));
    }

    /** Pages by the hour, and reverts. */
    private void watchPages(KStream<String, RadarEvent> byPage) {
        builder.addStateStore(store(HourRanking.STORE, Serdes.Long(), TOP_PAGES));
        builder.addStateStore(store(MergeRankings.STORE, Serdes.Long(), TOP_PAGES));
        // Without a cache each count reaches the suppression at once, so it is there when the tick behind it is, and
        // the order of the output does not hang on when a commit happened to be.
        byPage.filter((page, event) -> event instanceof Tick || byHumanInArticle((Edit) event))
                .groupByKey(Grouped.with(STRING, EVENT))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(HOUR))
                .count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("edits-per-hour")
                        .withCachingDisabled())
                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                .toStream()
                .process(HourRanking::new, HourRanking.STORE);
        KStream<String, RadarEvent> ticks = ticks(byPage);
        KStream<Long, TopPages> rankings = ticks.process(HourOver::new, HourRanking.STORE)
                .repartition(Repartitioned.<Long, TopPages>as("hour-rankings")
                        .withKeySerde(Serdes.Long())
                        .withValueSerde(TOP_PAGES)
                        .withNumberOfPartitions(1))
                .process(() -> new MergeRankings(partitions), MergeRankings.STORE);
        rankings.filter((hourMs, ranking) -> !ranking.pages().isEmpty())
                .selectKey((hourMs, ranking) -> Instant.ofEpochMilli(hourMs).toString())
                .to(RadarTopics.TOP_PAGES, Produced.with(STRING, TOP_PAGES));
        rankings.map((hourMs, ranking) -> KeyValue.pair("rankings-0", hourMs + HOUR.toMillis()))
                .to(RadarTopics.PROGRESS, Produced.with(STRING, Serdes.Long()));
        watchReverts(byPage.filter((page, event) -> event instanceof Edit));
        reportProgress(ticks, "pages");
    }

    /** Joins each revert with the edits of the same page at most an hour earlier by the editor whom it undoes. */
    private void watchReverts(KStream<String, RadarEvent> edits) {
        builder.addStateStore(store(FirstMatch.STORE, STRING, Serdes.Long()));
        edits.filter((page, event) -> ((Edit) event).revertedUser() != null)
                .join(
                        edits,
                        (revert, edit) -> new Revert((Edit) revert, (Edit) edit),
                        JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ZERO).before(HOUR),
                        StreamJoined.with(STRING, EVENT, EVENT).withName("reverts"))
                .filter((page, match) -> match.revert().reverts(match.reverted()))
                .process(FirstMatch::new, FirstMatch.STORE)
                .to(RadarTopics.REVERTS, Produced.with(STRING, new JsonSerde<>(Revert.class)));
    }

    /** Editors' sessions, and bots in a hurry. */
    private void watchEditors(KStream<String, RadarEvent> byUser) {
        byUser.groupByKey(Grouped.with(STRING, EVENT))
                .windowedBy(SessionWindows.ofInactivityGapWithNoGrace(Duration.ofMinutes(30)))
                .aggregate(
                        EditorSession::begin,
                        (user, event, session) -> event instanceof Edit edit ? session.add(edit.pageKey()) : session,
                        (user, earlier, later) -> earlier.join(later),
                        Materialized.<String, EditorSession, SessionStore<Bytes, byte[]>>as("editor-sessions")
                                .withKeySerde(STRING)
                                .withValueSerde(new EditorSessionSerde())
                                .withCachingDisabled())
                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                .toStream()
                .filter((user, session) -> !user.key().equals(Tick.KEY))
                .map((user, session) -> KeyValue.pair(
                        user.key(),
                        new SessionReport(
                                user.window().start(),
                                user.window().end(),
                                session.edits(),
                                session.pages().size())))
                .to(RadarTopics.SESSIONS, Produced.with(STRING, new JsonSerde<>(SessionReport.class)));
        byUser.filter((user, event) -> event instanceof Tick || ((Edit) event).robot())
                .groupByKey(Grouped.with(STRING, EVENT))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(1)))
                .count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("bot-edits-per-minute")
                        .withCachingDisabled())
                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                .toStream()
                .filter((bot, edits) -> edits >= BotBurst.LEAST_EDITS)
                .map((bot, edits) ->
                        KeyValue.pair(bot.key(), new BotBurst(bot.window().start(), edits)))
                .to(RadarTopics.BOT_BURSTS, Produced.with(STRING, new JsonSerde<>(BotBurst.class)));
        reportProgress(ticks(byUser), "editors");
    }

    private void reportProgress(KStream<String, RadarEvent> ticks, String part) {
        ticks.process(() -> new PartProgress(part)).to(RadarTopics.PROGRESS, Produced.with(STRING, Serdes.Long()));
    }

    private static KStream<String, RadarEvent> ticks(KStream<String, RadarEvent> events) {
        return events.filter((key, event) -> event instanceof Tick);
    }

    private static boolean byHumanInArticle(Edit edit) {
        return !edit.robot() && edit.mainNamespace();
    }

    private static String page(String channel, RadarEvent event) {
        return event instanceof Edit edit ? edit.pageKey() : Tick.KEY;
    }

    private static String user(String channel, RadarEvent event) {
        return event instanceof Edit edit ? edit.user() : Tick.KEY;
    }

    private static KStream<String, FeedLine> branch(Map<String, KStream<String, FeedLine>> branches, String name) {
        return Objects.requireNonNull(branches.get(name), name);
    }

    private static <K, V> StoreBuilder<KeyValueStore<K, V>> store(String name, Serde<K> keys, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values);
    }
}
