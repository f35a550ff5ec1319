package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class ClickAnomaliesTest {

    @Test
    void reportsTheThirdClickOfAMinuteAndThoseAfterIt() {
        try (TopologyTestDriver driver = new TopologyTestDriver(ClickAnomalies.topology())) {
            TestInputTopic<String, String> clicks =
                    driver.createInputTopic(ClickAnomalies.CLICKS, new StringSerializer(), new StringSerializer());

            for (long atMs : new long[] {0, 20_000, 40_000, 59_999}) {
                clicks.pipeInput(null, "scraper", atMs);
            }
            for (long atMs : new long[] {40_000, 59_999, 60_000, 80_000}) {
                clicks.pipeInput(null, "ann", atMs);
            }

            assertThat(driver.createOutputTopic(
                                    ClickAnomalies.ANOMALOUS, new StringDeserializer(), new LongDeserializer())
                            .readKeyValuesToList())
                    .containsExactly(KeyValue.pair("scraper", 3L), KeyValue.pair("scraper", 4L));
        }
    }
}
