package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.MusicCharts.Play;
import dev.millrace.examples.MusicCharts.Song;
import dev.millrace.json.JsonDeserializer;
import dev.millrace.json.JsonSerializer;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class MusicChartsTest {

    @Test
    void ranksTheSongsOfAGenreByThePlaysThatLastedLongEnough() {
        try (TopologyTestDriver driver = new TopologyTestDriver(MusicCharts.topology())) {
            TestInputTopic<String, Song> songs = driver.createInputTopic(
                    MusicCharts.SONGS, new StringSerializer(), new JsonSerializer<>(Song.class));
            TestInputTopic<String, Play> plays = driver.createInputTopic(
                    MusicCharts.PLAYS, new StringSerializer(), new JsonSerializer<>(Play.class));

            for (int id = 1; id <= 6; id++) {
                songs.pipeInput("" + id, new Song("Song " + id, "jazz"), 0);
                for (int play = 0; play < id; play++) {
                    plays.pipeInput(null, new Play("" + id, 30_000), 0);
                }
            }
            plays.pipeInput(null, new Play("1", 29_999), 0);
            plays.pipeInput(null, new Play("a song nobody knows", 30_000), 0);

            Map<String, Chart> charts = driver.createOutputTopic(
                            MusicCharts.CHARTS, new StringDeserializer(), new JsonDeserializer<>(Chart.class))
                    .readKeyValuesToMap();
            assertThat(charts.get("jazz"))
                    .isEqualTo(new Chart(List.of(
                            new Chart.Entry("Song 6", 6),
                            new Chart.Entry("Song 5", 5),
                            new Chart.Entry("Song 4", 4),
                            new Chart.Entry("Song 3", 3),
                            new Chart.Entry("Song 2", 2))));
            Chart stored = driver.<String, Chart>getKeyValueStore(MusicCharts.CHARTS_STORE)
                    .get("jazz");
            assertThat(stored.entries()).hasSize(6).last().isEqualTo(new Chart.Entry("Song 1", 1));
        }
    }
}
