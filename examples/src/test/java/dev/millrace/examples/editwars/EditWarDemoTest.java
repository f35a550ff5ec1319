package dev.millrace.examples.editwars;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole day on an embedded log on disk, with its threads and its clock, as {@code ./millrace demo} runs it. */
class EditWarDemoTest {

    @TempDir
    Path directory;

    private final Hours hours = new Hours();

    @Test
    void everyFigureAgreesWithABatchComputationOverTheSameLines() throws Exception {
        BatchRadar batch;
        try (BufferedReader lines = WikipediaDay.lines()) {
            batch = new BatchRadar(lines);
        }

        RadarSummary summary = run(null).summary();

        assertThat(summary.edits()).isEqualTo(batch.edits()).isEqualTo(39_244);
        assertThat(summary.sessions()).isEqualTo(batch.sessions());
        assertThat(summary.reverts()).isEqualTo(batch.reverts()).isPositive();
        assertThat(summary.botBursts()).isEqualTo(batch.botBursts()).isPositive();
        assertThat(summary.deadLettersByReason()).isEmpty();
        TreeMap<String, List<PageCount>> rankings = new TreeMap<>();
        summary.topPagesByHour().forEach((hour, ranking) -> rankings.put(hour, ranking.pages()));
        assertThat(rankings).hasSize(24).isEqualTo(batch.topPagesByHour());
        assertThat(hours.seen).containsExactlyElementsOf(rankings.keySet());
    }

    @Test
    void aRunThatIsStartedAgainHasNothingLeftToDo() throws Exception {
        Path lines = Files.writeString(directory.resolve("lines.json"), """
                {"time":"2015-09-12T12:00:00Z","channel":"#en.wikipedia","page":"Otter","user":"Ann","namespace":"Main"}
                no JSON
                {"time":"2015-09-12T12:01:00Z","channel":"#xx.wikipedia","page":"Otter","user":"Ann","namespace":"Main"}
                {"time":"2015-09-12T12:01:00Z","page":"Otter","user":"Ann","namespace":"Main"}
                """);

        RadarSummary first = run(lines).summary();
        EditWarDemo.Result second = run(lines);

        assertThat(first.edits()).isEqualTo(1);
        assertThat(first.deadLettersByReason()).containsOnlyKeys("no field 'channel'", "not JSON", "unknown channel");
        assertThat(second.linesBefore()).as("lines and the closing heartbeat").isEqualTo(5);
        assertThat(second.summary().edits()).isEqualTo(1);
        assertThat(second.summary().deadLettersByReason()).isEqualTo(first.deadLettersByReason());
    }

    private EditWarDemo.Result run(Path input) throws IOException, InterruptedException {
        EditWarDemo.Settings settings = new EditWarDemo.Settings(directory.resolve("log"), input, 0, 2);
        return new EditWarDemo(settings, hours).run(System.nanoTime());
    }

    /** Notes the hours in the order in which they are shown. */
    private static final class Hours implements EditWarDemo.Screen {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void progress(EditWarDemo.Progress progress) {
            assertThat(progress.lag()).isNotNegative();
        }

        @Override
        public void hourOver(String hour, TopPages ranking) {
            seen.add(hour);
        }
    }
}
