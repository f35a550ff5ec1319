package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.PageViewsByRegion.PageView;
import dev.millrace.examples.PageViewsByRegion.UserProfile;
import dev.millrace.json.JsonSerializer;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestOutputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PageViewsByRegionTest {

    private static final long FIVE = Duration.ofMinutes(5).toMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    @Test
    void countsAViewInEachOfTheFiveWindowsItFallsInto() {
        try (TopologyTestDriver driver = new TopologyTestDriver(PageViewsByRegion.topology())) {
            TestInputTopic<String, UserProfile> profiles = driver.createInputTopic(
                    PageViewsByRegion.PROFILES, new StringSerializer(), new JsonSerializer<>(UserProfile.class));
            TestInputTopic<String, PageView> views = driver.createInputTopic(
                    PageViewsByRegion.VIEWS, new StringSerializer(), new JsonSerializer<>(PageView.class));
            TestOutputTopic<String, Long> counts = driver.createOutputTopic(
                    PageViewsByRegion.VIEWS_BY_REGION, new StringDeserializer(), new LongDeserializer());

            profiles.pipeInput("ann", new UserProfile("Europe"), 0);
            views.pipeInput("ann", new PageView("index"), FIVE);
            views.pipeInput("ann", new PageView("news"), FIVE + MINUTE);
            views.pipeInput("cleo", new PageView("index"), FIVE);

            Map<String, Long> latest = counts.readKeyValuesToMap();
            assertThat(latest)
                    .containsEntry("Europe@" + MINUTE, 1L)
                    .containsEntry("Europe@" + 2 * MINUTE, 2L)
                    .containsEntry("Europe@" + FIVE, 2L)
                    .containsEntry("Europe@" + (FIVE + MINUTE), 1L)
                    .containsEntry("UNKNOWN@" + FIVE, 1L);
            assertThat(latest.keySet())
                    .filteredOn(key -> key.startsWith("Europe"))
                    .hasSize(6);
        }
    }
}
