package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.TopArticles.View;
import dev.millrace.json.JsonDeserializer;
import dev.millrace.json.JsonSerializer;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TopArticlesTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void ranksTheArticlesOfEachIndustryAndHour() {
        try (TopologyTestDriver driver = new TopologyTestDriver(TopArticles.topology())) {
            TestInputTopic<String, View> views = driver.createInputTopic(
                    TopArticles.VIEWS, new StringSerializer(), new JsonSerializer<>(View.class));

            for (String page : List.of("Pumps", "Engines", "Valves", "Engines", "Bearings", "Bearings", "Bearings")) {
                views.pipeInput(null, new View(page, "engineering", true), 0);
            }
            views.pipeInput(null, new View("Front page", "engineering", false), 0);
            views.pipeInput(null, new View("Bonds", "finance", true), 0);
            views.pipeInput(null, new View("Pumps", "engineering", true), HOUR);

            Map<String, Chart> charts = driver.createOutputTopic(
                            TopArticles.CHARTS, new StringDeserializer(), new JsonDeserializer<>(Chart.class))
                    .readKeyValuesToMap();
            assertThat(charts)
                    .containsOnlyKeys("engineering@0", "finance@0", "engineering@" + HOUR)
                    .containsEntry("finance@0", new Chart(List.of(new Chart.Entry("Bonds", 1))))
                    .containsEntry(
                            "engineering@0",
                            new Chart(List.of(
                                    new Chart.Entry("Bearings", 3),
                                    new Chart.Entry("Engines", 2),
                                    new Chart.Entry("Pumps", 1))));
        }
    }
}
