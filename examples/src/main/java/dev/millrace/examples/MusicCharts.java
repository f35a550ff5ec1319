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
import dev.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/**
 * The five songs of each genre that were played most, of all time. A play counts when it lasted half a minute; it meets
 * the table of songs, is counted by song, and the table of counts is grouped again by genre into charts. The charts are
 * also in the store {@link #CHARTS_STORE}.
 */
public final class MusicCharts {

    /** Anything to {@link Play}, as JSON. */
    public static final String PLAYS = "song-plays";

    /** Song's id to {@link Song}, as JSON. */
    public static final String SONGS = "songs";

    /** Genre to a {@link Chart}, as JSON. */
    public static final String CHARTS = "music-charts";

    /** Genre to all that was played of it. */
    public static final String CHARTS_STORE = "charts-by-genre";

    private static final int CHART_SIZE = 5;
    private static final long COUNTS_FROM_MS = 30_000;

    private static final Serde<String> STRING = Serdes.String();
    private static final Serde<Play> PLAY = new JsonSerde<>(Play.class);
    private static final Serde<Song> SONG = new JsonSerde<>(Song.class);
    private static final Serde<Chart.Entry> ENTRY = new JsonSerde<>(Chart.Entry.class);
    private static final Serde<Chart> CHART = new JsonSerde<>(Chart.class);

    private MusicCharts() {}

    /**
     * Somebody played a song.
     *
     * @param songId which
     * @param durationMs for how long, in milliseconds
     */
    public record Play(String songId, long durationMs) {}

    /**
     * A song.
     *
     * @param title its name
     * @param genre its kind of music
     */
    public record Song(String title, String genre) {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, Song> songs = builder.table(SONGS, Consumed.with(STRING, SONG));
        builder.stream(PLAYS, Consumed.with(STRING, PLAY))
                .filter((ignored, play) -> play.durationMs() >= COUNTS_FROM_MS)
                .selectKey((ignored, play) -> play.songId())
                .join(songs, (play, song) -> song, Joined.with(STRING, PLAY, SONG))
                .groupBy((id, song) -> song, Grouped.with(SONG, SONG))
                .count(Materialized.as("plays-by-song"))
                .groupBy(
                        (song, plays) -> KeyValue.pair(song.genre(), new Chart.Entry(song.title(), plays)),
                        Grouped.with(STRING, ENTRY))
                .aggregate(
                        () -> Chart.EMPTY,
                        (genre, entry, chart) -> chart.with(entry),
                        (genre, entry, chart) -> chart.without(entry),
                        Materialized.<String, Chart, KeyValueStore<Bytes, byte[]>>as(CHARTS_STORE)
                                .withKeySerde(STRING)
                                .withValueSerde(CHART))
                .toStream()
                .mapValues(chart -> chart.top(CHART_SIZE))
                .to(CHARTS, Produced.with(STRING, CHART));
        return builder.build();
    }

    /**
     * Sends two songs and some plays and prints the charts.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("music-charts", topology(), PLAYS, SONGS, CHARTS)) {
            run.send(SONGS, "1", new Song("Blue in Green", "jazz"), STRING, SONG, 0);
            run.send(SONGS, "2", new Song("So What", "jazz"), STRING, SONG, 0);
            for (String id : new String[] {"1", "2", "2"}) {
                run.send(PLAYS, null, new Play(id, 60_000), STRING, PLAY, 1000);
            }
            run.print(CHARTS, STRING, CHART);
        }
    }
}
