package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.KGroupedStream;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.TimeWindows;
import java.time.Duration;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * A task with so many windows that their times are longer than a broker takes beside an offset, if Kafka Streams wrote
 * them.
 */
class ManyWindowsTest {

    private static final int OPERATORS = 100;

    @Test
    void theTimesOfAHundredWindowedOperatorsSurviveARestart() {
        StreamsBuilder builder = new StreamsBuilder();
        KGroupedStream<String, String> words = builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey();
        for (int i = 0; i < OPERATORS; i++) {
            words.windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(10)))
                    .count()
                    .toStream((window, count) -> window.key())
                    .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        }
        TestDriverOptions options = TestDriverOptions.defaults()
                .withConfig(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), options)) {
            TestInputTopic<String, String> in =
                    driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            TestOutputTopic<String, Long> out =
                    driver.createOutputTopic("out", new StringDeserializer(), new LongDeserializer());
            in.pipeInput("a", "", 100L);
            assertThat(out.readValuesToList()).hasSize(OPERATORS).containsOnly(1L);

            driver.restart();

            in.pipeInput("too late", "", 3L);
            assertThat(out.isEmpty()).isTrue();
            in.pipeInput("a", "", 101L);
            assertThat(out.readValuesToList()).hasSize(OPERATORS).containsOnly(2L);
        }
    }
}
