package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestOutputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import java.time.Duration;
import org.apache.kafka.common.serialization.DoubleDeserializer;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class WindowedAverageTest {

    @Test
    void averagesAWindowOnceAfterItsGraceIsOver() {
        try (TopologyTestDriver driver = new TopologyTestDriver(WindowedAverage.topology())) {
            TestInputTopic<String, Double> readings =
                    driver.createInputTopic(WindowedAverage.READINGS, new StringSerializer(), new DoubleSerializer());
            TestOutputTopic<String, Double> averages = driver.createOutputTopic(
                    WindowedAverage.AVERAGES, new StringDeserializer(), new DoubleDeserializer());

            readings.pipeInput("cellar", 10.0, minutes(0));
            readings.pipeInput("cellar", 11.0, minutes(4));
            readings.pipeInput("cellar", 99.0, minutes(5));
            readings.pipeInput("cellar", 12.0, minutes(3));
            assertThat(averages.isEmpty()).isTrue();

            readings.pipeInput("kitchen", 20.0, minutes(6));
            readings.pipeInput("cellar", 0.0, minutes(2));

            assertThat(averages.readKeyValuesToList()).containsExactly(KeyValue.pair("cellar@0", 11.0));
        }
    }

    private static long minutes(long count) {
        return Duration.ofMinutes(count).toMillis();
    }
}
